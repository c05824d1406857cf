import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { Invite } from '../../../protocol/invite.ts';

/** Where a session is announced to be. */
type SessionPort = Pick<Invite, 'sessionId' | 'port'>;

const stateKey = 'interpair.arrivals';
/** Sessions that may still be announced where this person is done with them. */
const longestMemory = 50;

const stateSchema = v.object({
  over: v.array(v.string()),
  port: v.optional(v.object({ sessionId: v.string(), announced: v.number(), port: v.number() })),
});

/** What this window's workspace remembers of the sessions that were found in it. */
export class ArrivalMemory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** Ids of the sessions that this person left or declined, or that ended. */
  get over(): readonly string[] {
    return this.#recall().over;
  }

  async setOver(sessionId: string, isOver: boolean): Promise<void> {
    const { over, ...kept } = this.#recall();
    if (over.includes(sessionId) !== isOver) {
      const others = over.filter((id) => id !== sessionId);
      const now = isOver ? [...others, sessionId].slice(-longestMemory) : others;
      await this.#state.update(stateKey, { ...kept, over: now });
    }
  }

  /** The port of this computer that a person gave for a session in the place of the one that is announced. */
  portOf({ sessionId, port: announced }: SessionPort): number | undefined {
    const { port } = this.#recall();
    return port?.sessionId === sessionId && port.announced === announced ? port.port : undefined;
  }

  async keepPort({ sessionId, port: announced }: SessionPort, port: number): Promise<void> {
    await this.#state.update(stateKey, {
      ...this.#recall(),
      port: { sessionId, announced, port },
    });
  }

  #recall(): v.InferOutput<typeof stateSchema> {
    const kept = v.safeParse(stateSchema, this.#state.get(stateKey));
    return kept.success ? kept.output : { over: [] };
  }
}
