import * as vscode from 'vscode';

/** Opens links like `vscode://interpair.interpair/join?invite=…`. Any page may hold one, so it asks. */
export function inviteLinks(): vscode.UriHandler {
  return {
    handleUri: async (uri) => {
      const join = 'Join';
      const picked = await vscode.window.showInformationMessage(
        'A link wants you to join a paired session. Your name and what you ask are shown to its people.',
        { modal: true },
        join,
      );
      if (picked === join) {
        await vscode.commands.executeCommand('interpair.joinSession', uri.toString(true));
      }
    },
  };
}
