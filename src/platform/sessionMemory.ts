import * as v from 'valibot';
import type * as vscode from 'vscode';

const stateKey = 'interpair.session';
const secretKey = (sessionId: string) => `interpair.secret.${sessionId}`;

const hosted = v.object({
  kind: v.literal('hosted'),
  sessionId: v.string(),
  journal: v.string(),
  /** The port that guests know; absent when nobody was invited. */
  port: v.optional(v.number()),
});

const joined = v.object({
  kind: v.literal('joined'),
  sessionId: v.string(),
  host: v.string(),
  port: v.number(),
});

const rememberedSchema = v.variant('kind', [hosted, joined]);

/** What this window needs to come back into its session after a reload, without the secret. */
export type Remembered = v.InferOutput<typeof rememberedSchema>;

/** Remembers, for this workspace, the session that this window is in. */
export class SessionMemory {
  readonly #state: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;

  constructor(state: vscode.Memento, secrets: vscode.SecretStorage) {
    this.#state = state;
    this.#secrets = secrets;
  }

  async remember(session: Remembered, secret: string | undefined): Promise<void> {
    const before = this.recall();
    if (before !== undefined && before.sessionId !== session.sessionId) {
      await this.forget();
    }
    if (secret !== undefined) {
      await this.#secrets.store(secretKey(session.sessionId), secret);
    }
    await this.#state.update(stateKey, session);
  }

  /** The session to come back to; `undefined` if there is none or what was kept makes no sense. */
  recall(): Remembered | undefined {
    const kept = v.safeParse(rememberedSchema, this.#state.get(stateKey));
    return kept.success ? kept.output : undefined;
  }

  async secretOf(session: Remembered): Promise<string | undefined> {
    return this.#secrets.get(secretKey(session.sessionId));
  }

  async forget(): Promise<void> {
    const kept = this.recall();
    await this.#state.update(stateKey, undefined);
    if (kept !== undefined) {
      await this.#secrets.delete(secretKey(kept.sessionId));
    }
  }
}
