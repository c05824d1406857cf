import * as vscode from 'vscode';

/** Whether this VS Code can show Markdown as it is meant to be read. */
export function canPreview(): boolean {
  return vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;
}

/** Shows Markdown in a preview, or as text where there is no preview. */
export async function showRecap(uri: vscode.Uri): Promise<void> {
  if (canPreview()) {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } else {
    await vscode.window.showTextDocument(uri, { preview: false });
  }
}
