import * as vscode from 'vscode';
import type { Content } from '../../platform/content/content.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { ScaffoldCompletions } from './scaffoldCompletions.ts';
import { ScaffoldLenses } from './scaffoldLenses.ts';

/** What stands in the editor itself: scaffolds among the completions, and links at their titles. */
export function scaffoldHints(content: Content): Disposable {
  const store = new DisposableStore();
  const python: vscode.DocumentSelector = [
    { language: 'python', scheme: 'file' },
    { language: 'python', scheme: 'untitled' },
    { language: 'python', scheme: 'vscode-remote' },
    { language: 'python', scheme: 'vscode-vfs' },
    { language: 'python', scheme: 'vsls' },
    { language: 'python', scheme: 'oct' },
  ];
  store.add(
    vscode.languages.registerCompletionItemProvider(python, new ScaffoldCompletions(content)),
  );
  store.add(vscode.languages.registerCodeLensProvider(python, new ScaffoldLenses(content)));
  return store;
}
