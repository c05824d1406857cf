import type { Consent } from '../../src/log/server/sessionServer.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';
import type { World } from './world.ts';

/** What that person has in mind, the likeliest more often. */
const minds = ['allows', 'allows', 'allows', 'allows', 'refuses', 'is silent'];

/** The host's person, who is asked whether someone may come in: says yes, no, or nothing at all. */
export class SimulatedConsents {
  readonly #world: World;
  /** Answers that nobody gave yet. */
  readonly #open = new Set<(letIn: boolean) => void>();

  constructor(world: World) {
    this.#world = world;
  }

  askedIn(process: SimulatedProcess): Consent {
    return ({ participantId }, signal) =>
      new Promise((resolve) => {
        const { random, history, isCalm } = this.#world;
        const answer = (letIn: boolean) => {
          if (this.#open.delete(answer)) {
            resolve(letIn);
          }
        };
        const mind = isCalm ? 'allows' : random.pick(minds);
        history.fault(`host ${mind}`, participantId);
        this.#open.add(answer);
        signal.addEventListener('abort', () => answer(false), { once: true });
        if (mind !== 'is silent') {
          process.later(random.exponential(5_000), () => answer(mind === 'allows'));
        }
      });
  }

  /** In time, whoever was silent gives in. */
  answerAll(): void {
    for (const answer of [...this.#open]) {
      this.#world.scheduler.after(1_000, () => answer(true));
    }
  }
}
