import * as vscode from 'vscode';
import { figureEndings, isFigureFile } from '../../core/figureFile.ts';
import type { Result } from '../../core/record.ts';
import { clockTime } from '../../platform/clockTime.ts';
import { pathOf } from '../../platform/code/sourceCode.ts';
import type { Choice, PickStep } from '../../platform/inputSteps.ts';
import { labelText } from '../../platform/notice.ts';
import { figurePath } from '../../protocol/figurePath.ts';
import { limits } from '../../protocol/limits.ts';

/** Asks for the figure that shows a finding, where the session has seen figures. */
export function figureSteps(results: readonly Result[]): readonly PickStep[] {
  const figures = figureChoices(results);
  if (figures.length === 0) {
    return [];
  }
  const none: Choice = { label: 'No figure', iconPath: new vscode.ThemeIcon('dash'), value: '' };
  const other: Choice = {
    label: 'Choose a file…',
    iconPath: new vscode.ThemeIcon('folder-opened'),
    description: 'inside the workspace folder',
    value: '',
    ask: chooseFile,
  };
  const choices = [none, ...figures, other];
  return [{ key: 'figure', prompt: 'Which figure shows it? (optional)', choices }];
}

/** The newest first, each once. */
function figureChoices(results: readonly Result[]): readonly Choice[] {
  const known = new Map<string, Choice>();
  for (const { kind, text, at } of results.toReversed()) {
    if (kind === 'figure' && text !== undefined && isFigure(text) && !known.has(text)) {
      const description = `seen at ${clockTime(at)}`;
      const iconPath = new vscode.ThemeIcon('graph');
      known.set(text, { label: labelText(text), iconPath, description, value: text });
    }
  }
  return [...known.values()];
}

async function chooseFile(): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: 'The figure that shows the finding',
      openLabel: 'Choose',
      filters: { Figures: [...figureEndings] },
      ...(folder === undefined ? {} : { defaultUri: folder }),
    })) ?? [];
  if (uri === undefined) {
    return undefined;
  }
  const isInside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  const path = pathOf(uri);
  if (!isInside || !isFigure(path)) {
    void vscode.window.showWarningMessage(
      'A figure on the record is a picture inside the workspace folder, so that your partner has it too; save it there and choose it again.',
    );
    return undefined;
  }
  return path;
}

function isFigure(path: string): boolean {
  return path.length <= limits.path && figurePath.test(path) && isFigureFile(path);
}
