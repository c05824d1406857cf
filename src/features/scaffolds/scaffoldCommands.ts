import * as v from 'valibot';
import { aroundCursor } from '../../platform/code/aroundCursor.ts';
import { type CodeInFront, codeInFront } from '../../platform/code/codeInFront.ts';
import type { CommandHandler } from '../../platform/commands.ts';
import type { Content } from '../../platform/content/content.ts';
import { checksOf } from '../../scaffolds/checksOf.ts';
import type { Technique } from '../../scaffolds/header.ts';
import type { Catalog, Scaffold } from '../../scaffolds/scaffold.ts';
import { HumanError } from '../../util/humanError.ts';
import type { ScaffoldInserter, Where } from './scaffoldInserter.ts';

/** An id, as a keybinding may give it, or a row of the tree of scaffolds. */
const chosenSchema = v.union([
  v.string(),
  v.pipe(
    v.object({ scaffold: v.object({ id: v.string() }) }),
    v.transform(({ scaffold }) => scaffold.id),
  ),
]);

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const whereSchema: v.GenericSchema<unknown, Where> = v.union([
  v.object({ line: count }),
  v.object({ wordsFrom: v.object({ line: count, character: count }) }),
]);

type ScaffoldCommand =
  | 'insertScaffold'
  | 'insertAttentionScaffold'
  | 'insertGradientScaffold'
  | 'insertProbeScaffold'
  | 'insertActivationScaffold'
  | 'insertPatchingScaffold'
  | 'insertSanityCheck';

/** The ways to insert a scaffold: pick from all, from one technique, or its sanity check. */
export function scaffoldCommands(
  content: Content,
  inserter: ScaffoldInserter,
): Readonly<Record<ScaffoldCommand, CommandHandler>> {
  const insertFrom = async (
    title: string,
    choose: (catalog: Catalog) => readonly Scaffold[],
    here: readonly Scaffold[] = [],
  ): Promise<void> => {
    inserter.throwIfNowhere();
    const catalog = await content.catalog();
    const around = await aroundCursor(codeInFront());
    const { pickScaffold } = await import('./scaffoldPick.ts');
    const picked = await pickScaffold(title, choose(catalog), around, here);
    if (picked !== undefined) {
      await inserter.insert(picked);
    }
  };
  const insertById = async (id: string, where: unknown): Promise<void> => {
    const scaffold = (await content.catalog()).get(id) ?? noScaffold(id);
    const known = v.safeParse(whereSchema, where);
    await inserter.insert(scaffold, known.success ? known.output : undefined);
  };
  const insertVariant = async (named: string): Promise<void> => {
    const { chooseVariant } = await import('../../scaffolds/chooseVariant.ts');
    const around = await aroundCursor(codeInFront());
    await inserter.insert(
      chooseVariant(named, await content.catalog(), around) ?? noScaffold(named),
    );
  };
  const ofTechniques =
    (...techniques: readonly [Technique, ...Technique[]]) =>
    () =>
      insertFrom(`Insert a scaffold: ${techniques.join(', ')}`, ({ scaffolds }) =>
        scaffolds.filter(
          ({ technique, checks }) => techniques.includes(technique) && checks === undefined,
        ),
      );
  return {
    insertScaffold: (chosen, where) => {
      const id = v.safeParse(chosenSchema, chosen);
      return id.success
        ? insertById(id.output, where)
        : insertFrom('Insert a scaffold', ({ scaffolds }) => scaffolds);
    },
    insertAttentionScaffold: ofTechniques('attention'),
    insertGradientScaffold: ofTechniques('gradient'),
    insertProbeScaffold: ofTechniques('probe'),
    insertActivationScaffold: ofTechniques('activation', 'lens', 'features'),
    insertPatchingScaffold: ofTechniques('patching', 'steering'),
    // A question names its check by technique and method: the code in front decides which variant.
    insertSanityCheck: async (named) => {
      if (typeof named === 'string') {
        return insertVariant(named);
      }
      const here = await checksHere(await content.catalog(), codeInFront());
      const [only, ...others] = here;
      if (only !== undefined && others.length === 0) {
        return inserter.insert(only);
      }
      const isCheck = ({ checks }: Scaffold) => checks !== undefined;
      return insertFrom(
        'Insert a sanity check',
        ({ scaffolds }) => scaffolds.filter(isCheck),
        here,
      );
    },
  };
}

/** @throws {HumanError} */
function noScaffold(name: string): never {
  throw new HumanError(
    `There is no scaffold "${name}"; pick one with "Interpair: Insert Scaffold".`,
  );
}

/** The sanity checks of the scaffold that stands at the cursor: those that do not stand there yet. */
async function checksHere(
  catalog: Catalog,
  code: CodeInFront | undefined,
): Promise<readonly Scaffold[]> {
  const { scaffoldAt, standingScaffolds } = await import('../../scaffolds/scaffoldAt.ts');
  const here = code && scaffoldAt(code.text, code.line, catalog);
  if (here === undefined) {
    return [];
  }
  const standing = standingScaffolds(code?.text ?? '', catalog).map(({ scaffold }) => scaffold);
  const checks = checksOf(here, catalog);
  const missing = checks.filter((check) => !standing.includes(check));
  return missing.length > 0 ? missing : checks;
}
