import * as vscode from 'vscode';
import { sharingNames, sharingOf } from '../../platform/sharing/codeSharing.ts';
import { deckName, newDeck } from '../../questions/newDeck.ts';
import { HumanError } from '../../util/humanError.ts';

/**
 * Asks for a name, writes a deck to begin with into the workspace, and opens it.
 *
 * @throws {HumanError} if there is nowhere to write it, or something stands there.
 */
export async function beginDeck(): Promise<void> {
  const folder = await pickFolder();
  const name = folder && (await askName(folder));
  if (folder !== undefined && name !== undefined) {
    await writeDeck(folder, name);
  }
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first, ...others] = folders;
  if (first === undefined) {
    throw new HumanError('No folder is open to keep a deck in; open the folder of your project.');
  }
  if (!vscode.workspace.isTrusted) {
    throw new HumanError(
      'You do not trust this folder, so nothing is written to it; trust it first.',
    );
  }
  const picked =
    others.length === 0
      ? first
      : await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Whose questions are they?' });
  if (
    picked !== undefined &&
    vscode.workspace.fs.isWritableFileSystem(picked.uri.scheme) === false
  ) {
    const sharing = sharingOf(picked.uri);
    throw new HumanError(
      sharing === undefined
        ? `The folder ${picked.name} is read-only; open one that you can write to for a deck.`
        : `${sharingNames[sharing]} gives you this folder read-only; ask whoever shares it for write access, or let them begin the deck.`,
    );
  }
  return picked?.uri;
}

async function askName(folder: vscode.Uri): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'New question deck',
    prompt: 'What is it called? Its file goes to .interpair/questions',
    value: await freeName(folder),
    ignoreFocusOut: true,
    validateInput: async (text) => {
      const name = text.trim();
      if (!deckName.test(name)) {
        return 'Type small letters and digits, with hyphens between them.';
      }
      return (await isTaken(folder, name))
        ? 'There is a deck of that name; type another.'
        : undefined;
    },
  });
  return typed?.trim();
}

async function freeName(folder: vscode.Uri): Promise<string> {
  for (let count = 1; ; count++) {
    const name = count === 1 ? 'team' : `team-${count}`;
    if (!(await isTaken(folder, name))) {
      return name;
    }
  }
}

async function isTaken(folder: vscode.Uri, name: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(fileOf(folder, name));
    return true;
  } catch {
    return false;
  }
}

async function writeDeck(folder: vscode.Uri, name: string): Promise<void> {
  const { text, first } = newDeck(name);
  const uri = fileOf(folder, name);
  const edit = new vscode.WorkspaceEdit();
  // Unlike a write, it never takes the place of a file that came up meanwhile.
  edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new HumanError(
      `${vscode.workspace.asRelativePath(uri)} could not be written; make its folder writable, or take another name.`,
    );
  }
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(document.positionAt(first.start), document.positionAt(first.end)),
  });
}

function fileOf(folder: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, '.interpair', 'questions', `${name}.yaml`);
}
