import * as v from 'valibot';
import * as vscode from 'vscode';

const manifestSchema = v.object({
  contributes: v.object({ commands: v.array(v.looseObject({ command: v.string() })) }),
});
const declarationSchema = v.object({
  command: v.string(),
  'vsls-label': v.string(),
  'vsls-detail': v.optional(v.string(), ''),
});

interface RegisteredCommand {
  readonly command: string;
  readonly label: string;
  readonly detail: string;
  readonly isEnabled: () => boolean;
}

export type Provider = vscode.TreeDataProvider<unknown>;

/** What other extensions have put in Live Share's own places: among its commands and in its views. */
export class Places {
  readonly #commands = new Set<RegisteredCommand>();
  readonly #providers = new Map<string, Set<Provider>>();
  readonly #changed = new vscode.EventEmitter<void>();

  /** The views show something else. */
  readonly onDidChange = this.#changed.event;

  /**
   * `null` unless the extension's manifest declares the command with a label for Live Share.
   *
   * @param manifest of the extension.
   */
  registerCommand(
    manifest: unknown,
    command: string,
    isEnabled: () => boolean,
  ): vscode.Disposable | null {
    const { contributes } = v.parse(manifestSchema, manifest);
    const declared = v.safeParse(
      declarationSchema,
      contributes.commands.find((candidate) => candidate.command === command),
    );
    if (!declared.success) {
      return null;
    }
    const { 'vsls-label': label, 'vsls-detail': detail } = declared.output;
    const registered = { command, label, detail, isEnabled };
    this.#commands.add(registered);
    return new vscode.Disposable(() => this.#commands.delete(registered));
  }

  registerProvider(view: string, provider: Provider): vscode.Disposable {
    const providers = this.#providers.get(view) ?? new Set();
    this.#providers.set(view, providers.add(provider));
    const following = provider.onDidChangeTreeData?.(() => this.#changed.fire());
    this.#changed.fire();
    return new vscode.Disposable(() => {
      providers.delete(provider);
      following?.dispose();
      this.#changed.fire();
    });
  }

  providersOf(view: string): readonly Provider[] {
    return [...(this.#providers.get(view) ?? [])];
  }

  /** Has a person choose one of the commands that are possible now, and runs it. */
  async showCommands(): Promise<void> {
    const possible = [...this.#commands].filter(({ isEnabled }) => isEnabled());
    const chosen = await vscode.window.showQuickPick(possible, {
      title: 'Live Share',
      matchOnDetail: true,
    });
    if (chosen !== undefined) {
      await vscode.commands.executeCommand(chosen.command);
    }
  }
}
