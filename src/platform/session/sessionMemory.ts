import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { limits } from '../../protocol/limits.ts';

const stateKey = 'interpair.session';

const hosted = v.object({
  kind: v.literal('hosted'),
  sessionId: v.string(),
  me: v.string(),
  journal: v.string(),
  /** The ports that guests know, the newest first; none when nobody was invited. */
  ports: v.array(v.number()),
  /** The addresses of this machine that the guests know. */
  hosts: v.array(v.string()),
});

const joined = v.object({
  kind: v.literal('joined'),
  sessionId: v.string(),
  me: v.string(),
  name: v.string(),
  /** Whether this person is in the session from another window of theirs as well. */
  isSecondWindow: v.boolean(),
  hosts: v.pipe(v.array(v.string()), v.maxLength(limits.hosts)),
  port: v.number(),
  fingerprint: v.exactOptional(v.string()),
});

/** A session that comes with the shared code: whoever finds it there again says how it is reached. */
const found = v.object({
  kind: v.literal('found'),
  sessionId: v.string(),
  me: v.string(),
  name: v.string(),
  isSecondWindow: v.boolean(),
});

const rememberedSchema = v.variant('kind', [hosted, joined, found]);
const stateSchema = v.object({ session: rememberedSchema, secretKey: v.string() });

/** What this window needs to come back into its session after a reload, without what is secret. */
export type Remembered = v.InferOutput<typeof rememberedSchema>;

/** Remembers, for this window's workspace, the session that it is in. */
export class SessionMemory {
  readonly #state: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;

  constructor(state: vscode.Memento, secrets: vscode.SecretStorage) {
    this.#state = state;
    this.#secrets = secrets;
  }

  /** @param secrets kept apart, in secret storage, for this window alone. */
  async remember(session: Remembered, secrets: string | undefined): Promise<void> {
    const before = this.#recall();
    if (before !== undefined && before.session.sessionId !== session.sessionId) {
      await this.forget();
    }
    const secretKey = this.#recall()?.secretKey ?? `interpair.secret.${randomUUID()}`;
    if (secrets !== undefined) {
      await this.#secrets.store(secretKey, secrets);
    }
    await this.#state.update(stateKey, { session, secretKey });
  }

  /** The session to come back to; `undefined` if there is none or what was kept makes no sense. */
  recall(): Remembered | undefined {
    return this.#recall()?.session;
  }

  /** What was kept in secret storage with it. */
  async secrets(): Promise<string | undefined> {
    const kept = this.#recall();
    return kept && (await this.#secrets.get(kept.secretKey));
  }

  async forget(): Promise<void> {
    const kept = this.#recall();
    await this.#state.update(stateKey, undefined);
    if (kept !== undefined) {
      await this.#secrets.delete(kept.secretKey);
    }
  }

  #recall(): v.InferOutput<typeof stateSchema> | undefined {
    const kept = v.safeParse(stateSchema, this.#state.get(stateKey));
    return kept.success ? kept.output : undefined;
  }
}
