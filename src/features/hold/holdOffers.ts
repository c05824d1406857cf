import type { EpochMs, Millis } from '../../core/time.ts';
import type { Alarm } from '../../platform/alarm.ts';
import type { Run, Runs } from '../../platform/code/runs.ts';
import {
  type ActiveSession,
  sessionOf,
  type WatchedSession,
} from '../../platform/session/activeSession.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { Event } from '../../util/emitter.ts';

/** As much of `Sessions` as matters here. */
export interface HeldSessions {
  readonly active: HeldSession | undefined;
  readonly onDidChange: Event<unknown>;
}

export type HeldSession = WatchedSession & {
  readonly replica: Pick<ActiveSession['replica'], 'dispatch'>;
};

export interface HoldOfferParts {
  readonly sessions: HeldSessions;
  readonly runs: Pick<Runs, 'running' | 'onDidStart' | 'onDidEnd'>;
  readonly alarm: Alarm;
  /** By the clock of this machine, as runs are. */
  readonly now: () => EpochMs;
  /** After how long a run is one to wait for. */
  readonly patience: Millis;
  /** Told of runs, oldest first, that have come so far: once of each. */
  readonly offer: (runs: readonly Run[]) => void;
}

/**
 * Notices in the window of the driver that what they started has run for a while and the turn with it.
 * What ran before the session came to this window is nobody's to wait for.
 */
export class HoldOffers implements Disposable {
  readonly #parts: HoldOfferParts;
  readonly #disposables = new DisposableStore();
  readonly #seen = new WeakSet<Run>();
  /** The session of the last look. */
  #session: string | undefined;

  constructor(parts: HoldOfferParts) {
    const { sessions, runs, alarm } = parts;
    this.#parts = parts;
    this.#disposables.add(alarm);
    this.#disposables.add(sessions.onDidChange(() => this.#look()));
    this.#disposables.add(runs.onDidStart(() => this.#look()));
    this.#disposables.add(runs.onDidEnd(() => this.#look()));
    this.#look();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #look(): void {
    const { sessions, runs, alarm, now, patience, offer } = this.#parts;
    alarm.clear();
    const { active } = sessions;
    const fresh = runs.running.filter((run) => !this.#seen.has(run));
    const see = (seen: readonly Run[]) => {
      for (const run of seen) {
        this.#seen.add(run);
      }
    };
    const session = active && sessionOf(active).id;
    if (session !== this.#session) {
      this.#session = session;
      see(fresh);
    } else if (active !== undefined && isDriving(active)) {
      const isDue = ({ startedAt }: Run) => now() - startedAt >= patience;
      const due = fresh.filter(isDue);
      see(due);
      if (due.length > 0) {
        offer(due);
      }
      const next = fresh.find((run) => !isDue(run));
      if (next !== undefined) {
        alarm.set(next.startedAt + patience, now, () => this.#look());
      }
    }
  }
}

/** Whether the turn runs and its driver sits here. */
function isDriving(active: HeldSession): boolean {
  const { turn, endedAt } = sessionOf(active);
  return (
    active.connection === 'connected' &&
    endedAt === undefined &&
    turn.state === 'running' &&
    turn.driver === active.me
  );
}
