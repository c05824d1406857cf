import assert from 'node:assert/strict';
import { isModel } from '../../../src/scaffolds/modelKinds.ts';
import { applyInsertion, planInsertion } from '../../../src/scaffolds/planInsertion.ts';
import type { Scaffold } from '../../../src/scaffolds/scaffold.ts';
import { catalog } from './inserted.ts';

function modelKinds({ needs }: Scaffold): readonly string[] {
  return needs.map(({ kind }) => kind).filter(isModel);
}

/** Names that a second scaffold takes from a first for something that the first had as another name. */
function mistaken(first: Scaffold, text: string, second: Scaffold): string[] {
  const plan = planInsertion(text, text.length, second);
  assert.ok(plan.ok);
  const offered = [...first.needs, ...first.yields].map(({ name }) => name);
  return plan.value.needs.flatMap(({ need, choices: [name], brought }) => {
    const same = first.needs.find(({ kind }) => kind === need.kind);
    const isRight = same === undefined ? offered.includes(name) : name === same.name;
    return brought || isRight ? [] : [`${second.id}: ${name} for ${need.name}`];
  });
}

describe('a scaffold below another', function () {
  this.timeout(120_000);

  for (const first of catalog.scaffolds) {
    const kinds = modelKinds(first);
    const others = catalog.scaffolds.filter(
      (one) => one !== first && modelKinds(one).some((kind) => kinds.includes(kind)),
    );
    if (others.length === 0) {
      continue;
    }
    it(`takes from ${first.id} what it needed or yields, never what it made in between`, () => {
      const plan = planInsertion('', 0, first);
      assert.ok(plan.ok);
      const text = applyInsertion('', plan.value);
      assert.deepEqual(
        others.flatMap((second) => mistaken(first, text, second)),
        [],
      );
    });
  }
});
