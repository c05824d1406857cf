import * as vscode from 'vscode';

/** The button of a notice that is about settings. */
export const openSettings = 'Open settings';

/** Opens the settings editor at these settings alone, named with their prefix. */
export async function showSettings(...names: readonly string[]): Promise<void> {
  const query = `@id:${names.join(',')}`;
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
