import type { Place } from '../../core/question.ts';
import { participant } from '../../core/rotation.ts';
import { type Millis, second } from '../../core/time.ts';
import type { Timers } from '../../log/timers.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { Event } from '../../util/emitter.ts';
import { Later } from '../later.ts';
import { type ActiveSession, sessionOf } from '../session/activeSession.ts';
import type { SessionsChange } from '../session/sessions.ts';

/** Where this window's cursor rests. */
export interface CursorSpot {
  readonly techniques: readonly string[];
  readonly frameworks: readonly string[];
  readonly place: Place;
}

export interface DriverWatchParts {
  /** The cursor came to rest somewhere else. */
  readonly onDidMove: Event<void>;
  /** `undefined` outside of Python. */
  readonly spot: () => Promise<CursorSpot | undefined>;
  readonly onDidChangeSession: Event<SessionsChange>;
  readonly active: () => ActiveSession | undefined;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

/** Of moves within one file and about the same thing, one is noted in this long. */
const shortest: Millis = 10 * second;

/**
 * Notes in the session where its driver works, in the driver's window, so that the question on the card
 * is the same for everyone.
 */
export class DriverWatch implements Disposable {
  readonly #parts: DriverWatchParts;
  readonly #disposables = new DisposableStore();
  readonly #lookAgain: Later;
  /** The clock of the session at the last note. */
  #noted = Number.NEGATIVE_INFINITY;

  constructor(parts: DriverWatchParts) {
    this.#parts = parts;
    this.#lookAgain = this.#disposables.add(new Later(() => this.#look(), parts.timers));
    this.#disposables.add(parts.onDidMove(() => this.#look()));
    this.#disposables.add(
      parts.onDidChangeSession(({ change }) => {
        const type = change?.entry.event.type;
        if (type === undefined || type === 'turnStarted') {
          this.#look();
        }
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #look(): void {
    this.#lookAgain.cancel();
    this.#note().catch((error: unknown) => {
      if (!this.#disposables.isDisposed) {
        this.#parts.onError(error);
      }
    });
  }

  async #note(): Promise<void> {
    if (driven(this.#parts.active()) === undefined) {
      return;
    }
    const spot = await this.#parts.spot();
    const active = driven(this.#parts.active());
    if (spot === undefined || active === undefined || this.#disposables.isDisposed) {
      return;
    }
    const { driverAt } = sessionOf(active);
    const isElsewhere =
      driverAt?.by !== active.me ||
      driverAt.place?.path !== spot.place.path ||
      driverAt.place.cell !== spot.place.cell ||
      driverAt.techniques.join() !== spot.techniques.join() ||
      driverAt.frameworks.join() !== spot.frameworks.join();
    const isMoved = driverAt?.place?.line !== spot.place.line;
    const wait = this.#noted + shortest - active.replica.now();
    if (isElsewhere || (isMoved && wait <= 0)) {
      this.#noted = active.replica.now();
      await active.replica.dispatch({ type: 'noteDriver', ...spot });
    } else if (isMoved) {
      this.#lookAgain.in(wait);
    }
  }
}

/** The session, if this window is its driver's and reaches its log. */
function driven(active: ActiveSession | undefined): ActiveSession | undefined {
  if (active?.connection !== 'connected') {
    return undefined;
  }
  const session = sessionOf(active);
  const isMine = session.turn.driver === active.me && session.endedAt === undefined;
  return isMine && participant(session, active.me)?.present ? active : undefined;
}
