import type { Around } from '../../scaffolds/orderScaffolds.ts';
import type { CodeInFront } from './codeInFront.ts';

/** What is known of the code in front, for the order in which scaffolds are offered. */
export async function aroundCursor(code: CodeInFront | undefined): Promise<Around> {
  if (code === undefined) {
    return { techniques: [], models: [], frameworks: [] };
  }
  const { readDocument } = await import('../../scaffolds/python/document.ts');
  const { techniquesIn, frameworksOf } = await import('../../scaffolds/techniquesAt.ts');
  const { modelsInSight } = await import('../../scaffolds/modelsInSight.ts');
  const { projectModules } = await import('./projectModules.ts');
  const document = readDocument(code.text, await projectModules(code.uri, code.text));
  return {
    techniques: techniquesIn(document, code.line),
    models: modelsInSight(document, code.offset),
    frameworks: frameworksOf(document),
  };
}
