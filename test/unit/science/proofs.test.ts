import assert from 'node:assert/strict';
import {
  type Report,
  readReport,
  tableOfProofs,
  unproven,
  wrongMarks,
} from '../../science/proofs.ts';
import { catalog } from '../scaffolds/inserted.ts';

const scaffold = 'gradient.saliency.torch';
const check = 'gradient.randomisation.torch';

type Proof = Report['proofs'][number];

function proof(kind: Proof['kind'], id: string, test = 'test_a', passed = true): Proof {
  return { kind, scaffold: id, test, passed };
}

/** What the tests of one environment left behind, in which documents with both ids ran. */
function report(proofs: readonly Proof[], ran: readonly string[] = [scaffold, check]): Report {
  return { versions: { torch: '2.0' }, passed: 3, ran: [...ran], proofs: [...proofs] };
}

/** Numbers of the line of the table that starts so. */
function numbers(table: string, name: string): readonly number[] {
  const line = table.split('\n').find((one) => one.startsWith(`${name} `)) ?? '';
  return [...line.matchAll(/(?<= )\d+(?= |$)/g)].map(Number);
}

const full = [proof('known_answer', scaffold), proof('truth', check), proof('fake', check)];

describe('what the science tests have shown', () => {
  it('counts each test once for each scaffold that it is about', () => {
    const table = tableOfProofs(catalog, [
      report([...full, proof('fake', check, 'test_b'), proof('fake', check, 'test_b')]),
      report([proof('fake', check, 'test_b')]),
    ]);
    assert.deepEqual(numbers(table, 'all').slice(2), [1, 1, 2]);
    assert.deepEqual(numbers(table, 'gradient').slice(2), [1, 1, 2]);
    assert.deepEqual(numbers(table, 'attention').slice(2), [0, 0, 0]);
    assert.match(table, /^torch +2\.0 /m);
    assert.match(table, /^6 tests passed\./m);
  });

  it('counts the scaffolds and the checks of the catalogue', () => {
    const [scaffolds, checks] = numbers(tableOfProofs(catalog, []), 'all');
    assert.equal((scaffolds ?? 0) + (checks ?? 0), catalog.scaffolds.length);
    assert.equal(checks, catalog.scaffolds.filter((one) => one.checks !== undefined).length);
  });

  it('does not count what failed or ran without a document of the scaffold', () => {
    const failed = full.map((one) => ({ ...one, passed: false }));
    for (const reports of [[report(failed)], [report(full, [])]]) {
      assert.deepEqual(numbers(tableOfProofs(catalog, reports), 'all').slice(2), [0, 0, 0]);
      const sentences = unproven(catalog, reports);
      for (const part of [`${scaffold}: no`, `${check}: no`]) {
        assert.ok(sentences.some((sentence) => sentence.startsWith(part)));
      }
    }
  });

  it('names what a scaffold or a check lacks', () => {
    const of = (proofs: readonly Proof[], id: string): readonly string[] =>
      unproven(catalog, [report(proofs)]).filter((sentence) => sentence.startsWith(`${id}:`));
    assert.deepEqual(of(full, scaffold), []);
    assert.deepEqual(of(full, check), []);
    assert.deepEqual(of([], scaffold), [
      `${scaffold}: no test that passed is marked with its known_answer.`,
    ]);
    assert.deepEqual(of(full.slice(0, 2), check), [
      `${check}: no test that passed is marked with its fake.`,
    ]);
  });

  it('names a mark whose scaffold is in no document that ran', () => {
    assert.ok(
      unproven(catalog, [report(full, [scaffold])]).includes(
        `test_a: it has the mark fake("${check}"), but no document with that ran.`,
      ),
    );
  });

  it('refuses marks for what does not exist or is of another kind', () => {
    assert.deepEqual(wrongMarks(catalog, [report(full)]), []);
    const [unknown, check1, check2] = wrongMarks(catalog, [
      report([
        proof('fake', 'gradient.none.torch'),
        proof('known_answer', check),
        proof('truth', scaffold),
      ]),
    ]);
    assert.match(unknown ?? '', /names no scaffold of the catalogue/);
    assert.match(check1 ?? '', /is for scaffolds/);
    assert.match(check2 ?? '', /is for checks/);
  });

  it('reads what the tests wrote, and nothing else', () => {
    assert.deepEqual(readReport(JSON.stringify(report(full))), report(full));
    assert.throws(() => readReport('{"versions": {}}'));
  });
});
