import * as v from 'valibot';
import * as vscode from 'vscode';
import type { CommandTable } from '../../platform/commands.ts';
import type { Content } from '../../platform/content.ts';
import type { CursorTechniques } from '../../platform/cursorTechniques.ts';
import type { Technique } from '../../scaffolds/header.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';
import { HumanError } from '../../util/humanError.ts';
import type { ScaffoldInserter } from './scaffoldInserter.ts';

interface ScaffoldPick extends vscode.QuickPickItem {
  readonly scaffold?: Scaffold;
}

/** An id, as a keybinding may give it, or a row of the tree of scaffolds. */
const chosenSchema = v.union([
  v.string(),
  v.pipe(
    v.object({ scaffold: v.object({ id: v.string() }) }),
    v.transform(({ scaffold }) => scaffold.id),
  ),
]);

/** The ways to insert a scaffold: pick from all, from one technique, or its sanity check. */
export function scaffoldCommands(
  content: Content,
  inserter: ScaffoldInserter,
  cursor: CursorTechniques,
): CommandTable {
  const insertFrom = async (title: string, fits: (scaffold: Scaffold) => boolean) => {
    inserter.requireEditor();
    const { scaffolds } = await content.catalog();
    const near = await cursor.current();
    const picked = await pick(title, nearestFirst(scaffolds.filter(fits), near));
    if (picked !== undefined) {
      await inserter.insert(picked);
    }
  };
  const ofTechnique = (technique: Technique) => () =>
    insertFrom(
      `Insert a scaffold: ${technique}`,
      (scaffold) => scaffold.technique === technique && scaffold.checks === undefined,
    );
  return {
    insertScaffold: (chosen) => {
      const id = v.safeParse(chosenSchema, chosen);
      return id.success
        ? insertById(content, inserter, id.output)
        : insertFrom('Insert a scaffold', () => true);
    },
    insertAttentionScaffold: ofTechnique('attention'),
    insertGradientScaffold: ofTechnique('gradient'),
    insertProbeScaffold: ofTechnique('probe'),
    insertSanityCheck: (id) =>
      typeof id === 'string'
        ? insertById(content, inserter, id)
        : insertFrom('Insert a sanity check', (scaffold) => scaffold.checks !== undefined),
  };
}

async function insertById(content: Content, inserter: ScaffoldInserter, id: string): Promise<void> {
  const scaffold = (await content.catalog()).get(id);
  if (scaffold === undefined) {
    throw new HumanError(
      `There is no scaffold "${id}"; pick one with "Interpair: Insert Scaffold".`,
    );
  }
  await inserter.insert(scaffold);
}

/** Those of the techniques around the cursor come first; otherwise the catalogue's order. */
function nearestFirst(
  scaffolds: readonly Scaffold[],
  near: readonly string[],
): readonly Scaffold[] {
  const rank = ({ technique }: Scaffold) => {
    const index = near.indexOf(technique);
    return index < 0 ? near.length : index;
  };
  return scaffolds.toSorted((one, other) => rank(one) - rank(other));
}

/** With one candidate there is nothing to pick. */
async function pick(title: string, scaffolds: readonly Scaffold[]): Promise<Scaffold | undefined> {
  if (scaffolds.length === 1) {
    return scaffolds[0];
  }
  const picked = await vscode.window.showQuickPick(scaffolds.flatMap(withSeparator), {
    title,
    placeHolder: 'What do you want to look at?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.scaffold;
}

/** An entry for a scaffold, under its technique if it is the first of that. */
function withSeparator(
  scaffold: Scaffold,
  index: number,
  all: readonly Scaffold[],
): ScaffoldPick[] {
  const { technique, title, framework, checks, description } = scaffold;
  const entry = {
    label: title,
    description: `${framework}${checks === undefined ? '' : ', sanity check'}`,
    detail: description,
    scaffold,
  };
  return all[index - 1]?.technique === technique
    ? [entry]
    : [{ label: technique, kind: vscode.QuickPickItemKind.Separator }, entry];
}
