import * as vscode from 'vscode';

const pretended = new Map<string, PropertyDescriptor>();

/**
 * Tells the extension something else about the workspace than what is so: opening another folder would
 * end the tests.
 */
export function pretend(name: 'workspaceFolders' | 'isTrusted', value: unknown): void {
  const real = pretended.get(name) ?? Object.getOwnPropertyDescriptor(vscode.workspace, name);
  pretended.set(name, real ?? {});
  Reflect.defineProperty(vscode.workspace, name, { configurable: true, get: () => value });
}
export function stopPretending(): void {
  for (const [name, real] of pretended) {
    Reflect.defineProperty(vscode.workspace, name, real);
  }
  pretended.clear();
}
