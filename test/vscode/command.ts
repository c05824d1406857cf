import * as vscode from 'vscode';

/** Runs a command of the extension. */
export async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(`interpair.${command}`, ...args);
}
