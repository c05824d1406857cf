import * as vscode from 'vscode';
import { type Around, mixture, orderScaffolds } from '../../scaffolds/orderScaffolds.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';

interface ScaffoldPick extends vscode.QuickPickItem {
  readonly scaffold?: Scaffold;
}

/**
 * Asks which scaffold to insert; with one candidate there is nothing to ask.
 * @param here those that the place itself asks for, which are offered first
 */
export async function pickScaffold(
  title: string,
  scaffolds: readonly Scaffold[],
  around: Around,
  here: readonly Scaffold[] = [],
): Promise<Scaffold | undefined> {
  const others = orderScaffolds(
    scaffolds.filter((one) => !here.includes(one)),
    around,
  );
  const [only, ...more] = [...here, ...others];
  if (only === undefined || more.length === 0) {
    return only;
  }
  const picked = await vscode.window.showQuickPick(
    [...grouped(here, () => 'for what stands at the cursor'), ...grouped(others, techniqueOf)],
    {
      title,
      placeHolder: mixture(around.models) ?? 'What do you want to look at?',
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked?.scaffold;
}

function techniqueOf({ technique }: Scaffold): string {
  return technique;
}

/** Entries with a separator where the group changes. */
function grouped(
  scaffolds: readonly Scaffold[],
  groupOf: (scaffold: Scaffold) => string,
): ScaffoldPick[] {
  return scaffolds.flatMap((scaffold, index) => {
    const { title, framework, checks, description, picture } = scaffold;
    const entry = {
      label: title,
      description: `${framework}${checks === undefined ? '' : ', sanity check'}`,
      detail: `${description} Picture: ${picture}`,
      scaffold,
    };
    const group = groupOf(scaffold);
    const before = scaffolds[index - 1];
    return before !== undefined && groupOf(before) === group
      ? [entry]
      : [{ label: group, kind: vscode.QuickPickItemKind.Separator }, entry];
  });
}
