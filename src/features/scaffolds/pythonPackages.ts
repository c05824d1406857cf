import * as v from 'valibot';
import * as vscode from 'vscode';
import { noticeText } from '../../platform/notice.ts';
import { guestOf, sharingOf } from '../../platform/sharing/codeSharing.ts';
import { lookForPackages } from './lookForPackages.ts';

/** The part of the Python extension's interface that tells which interpreter is in use. */
interface PythonEnvironments {
  getActiveEnvironmentPath(resource?: vscode.Uri): unknown;
  resolveEnvironment(environment: unknown): Promise<unknown>;
}

const environmentSchema = v.object({
  executable: v.object({ uri: v.object({ fsPath: v.pipe(v.string(), v.minLength(1)) }) }),
});

/**
 * Tells in one sentence which packages of an inserted scaffold the chosen Python lacks. Silent where
 * the Python extension is not there to say which Python that is, in an untrusted folder, where no
 * interpreter may be run, and in a partner's folder, whose code runs on the partner's machine.
 */
export async function tellMissingPackages(
  modules: readonly string[],
  framework: string,
  resource: vscode.Uri,
): Promise<void> {
  const shared = resource.scheme === 'untitled' ? guestOf() : sharingOf(resource);
  const runsHere = vscode.workspace.isTrusted && shared === undefined;
  const python = runsHere ? await interpreterFor(resource) : undefined;
  if (python === undefined) {
    return;
  }
  const { packagesFor, missingPackages } = await import('../../scaffolds/packages.ts');
  const wanted = packagesFor(modules, framework);
  const missing = missingPackages(wanted, await lookForPackages(python, wanted));
  if (missing !== undefined) {
    const copy = 'Copy Install Command';
    const chosen = await vscode.window.showWarningMessage(noticeText(missing.sentence), copy);
    if (chosen === copy) {
      await vscode.env.clipboard.writeText(missing.command);
    }
  }
}

async function interpreterFor(resource: vscode.Uri): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension('ms-python.python');
  const environments = environmentsOf(await extension?.activate());
  if (environments === undefined) {
    return undefined;
  }
  const path = environments.getActiveEnvironmentPath(resource);
  const resolved = v.safeParse(environmentSchema, await environments.resolveEnvironment(path));
  return resolved.success ? resolved.output.executable.uri.fsPath : undefined;
}

function environmentsOf(api: unknown): PythonEnvironments | undefined {
  const environments =
    typeof api === 'object' && api !== null && 'environments' in api ? api.environments : undefined;
  return isPythonEnvironments(environments) ? environments : undefined;
}

function isPythonEnvironments(value: unknown): value is PythonEnvironments {
  return (
    typeof value === 'object' &&
    value !== null &&
    'getActiveEnvironmentPath' in value &&
    typeof value.getActiveEnvironmentPath === 'function' &&
    'resolveEnvironment' in value &&
    typeof value.resolveEnvironment === 'function'
  );
}
