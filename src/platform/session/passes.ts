import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { ParticipantId } from '../../core/participant.ts';

const key = 'interpair.passes';
/** The newest are kept: a pass is of no use once its session is over. */
const mostPasses = 30;

const passesSchema = v.array(
  v.object({ sessionId: v.string(), participantId: v.string(), pass: v.string() }),
);

/**
 * What this person proves with that they are who was let into a session, in any of their windows. Kept
 * when they leave, since they may come back.
 */
export class Passes {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async get(sessionId: string, participantId: ParticipantId): Promise<string | undefined> {
    const kept = await this.#read();
    return kept.find((one) => one.sessionId === sessionId && one.participantId === participantId)
      ?.pass;
  }

  async keep(sessionId: string, participantId: ParticipantId, pass: string): Promise<void> {
    const others = (await this.#read()).filter(
      (one) => one.sessionId !== sessionId || one.participantId !== participantId,
    );
    const kept = [...others, { sessionId, participantId, pass }].slice(-mostPasses);
    await this.#secrets.store(key, JSON.stringify(kept));
  }

  async #read(): Promise<v.InferOutput<typeof passesSchema>> {
    const schema = v.pipe(v.string(), v.parseJson(), passesSchema);
    const kept = v.safeParse(schema, await this.#secrets.get(key));
    return kept.success ? kept.output : [];
  }
}
