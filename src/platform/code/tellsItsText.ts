import * as vscode from 'vscode';
import { uriOf } from './sourceCode.ts';

/** Files that hold keys and passwords rather than code, whatever their language. */
const secret =
  /^\.env\b|^\.(netrc|npmrc|pypirc|pgpass|htpasswd|git-credentials)$|^(secrets?|credentials?|passwords?)\b|^id_[a-z0-9]+$|\.(env|pem|key|p12|pfx|kdbx)$/i;

/**
 * Whether a line of a document may go to the partners and into the record: of Python wherever it is,
 * and of what is in the workspace; never of a file that by its name holds secrets.
 */
export function tellsItsText(document: vscode.TextDocument): boolean {
  const uri = uriOf(document);
  const name = uri.path.split('/').at(-1) ?? '';
  return (
    document.languageId !== 'dotenv' &&
    !secret.test(name) &&
    (document.languageId === 'python' || vscode.workspace.getWorkspaceFolder(uri) !== undefined)
  );
}
