import * as vscode from 'vscode';

/** What shares code between windows. */
export type CodeSharing = 'liveShare' | 'openCollaboration';

/** What a person knows each by. */
export const sharingNames: Readonly<Record<CodeSharing, string>> = {
  liveShare: 'Live Share',
  openCollaboration: 'Open Collaboration Tools',
};

/** The scheme of the folders that a guest has from each. */
const schemes: Readonly<Record<string, CodeSharing>> = {
  vsls: 'liveShare',
  oct: 'openCollaboration',
};

const extensions: Readonly<Record<CodeSharing, string>> = {
  liveShare: 'ms-vsliveshare.vsliveshare',
  openCollaboration: 'typefox.open-collaboration-tools',
};

/** Its extension, with what that exports; `undefined` where it is not installed. */
export function extensionOf<T>(sharing: CodeSharing): vscode.Extension<T> | undefined {
  return vscode.extensions.getExtension<T>(extensions[sharing]);
}

/** Whose code it is: what brings a file or folder of a partner's here; `undefined` for one's own. */
export function sharingOf({ scheme }: vscode.Uri): CodeSharing | undefined {
  return Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
}

/** What brings this window a partner's code, if anything does. */
export function guestOf(): CodeSharing | undefined {
  return vscode.workspace.workspaceFolders
    ?.map(({ uri }) => sharingOf(uri))
    .find((sharing) => sharing !== undefined);
}
