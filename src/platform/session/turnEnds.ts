import { type EpochMs, type Millis, second } from '../../core/time.ts';
import { type Turn, unattended } from '../../core/turn.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter, type Event } from '../../util/emitter.ts';
import type { Alarm } from '../alarm.ts';
import { sessionOf, type WatchedSession } from './activeSession.ts';

/** A partner's window may be this much ahead in noticing that time is up. */
const ahead: Millis = 1 * second;

/** As much of `Sessions` as matters here. */
interface TimedSessions {
  readonly active: WatchedSession | undefined;
  readonly onDidChange: Event<unknown>;
}

export interface TurnEnd {
  readonly active: WatchedSession;
  /** The same in each window. */
  readonly name: string;
}

interface AwaitedEnd extends TurnEnd {
  readonly at: EpochMs;
}

/**
 * Tells when the time of a turn or of a break is up, once each. Not of one that somebody ends before, nor
 * of one that ended while nobody looked, nor while the others are out of reach.
 */
export class TurnEnds implements Disposable {
  readonly #sessions: TimedSessions;
  readonly #alarm: Alarm;
  readonly #disposables = new DisposableStore();
  readonly #onDidEnd = this.#disposables.add(new Emitter<TurnEnd>());
  #awaited: AwaitedEnd | undefined;
  /** By whichever came first, the alarm or what a partner noticed. */
  #told: string | undefined;

  readonly onDidEnd = this.#onDidEnd.event;

  constructor(sessions: TimedSessions, alarm: Alarm) {
    this.#sessions = sessions;
    this.#alarm = this.#disposables.add(alarm);
    this.#disposables.add(sessions.onDidChange(() => this.#follow()));
    this.#follow();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(): void {
    const before = this.#awaited;
    const next = this.#next();
    if (before?.name === next?.name) {
      return;
    }
    this.#alarm.clear();
    this.#awaited = next;
    if (before !== undefined) {
      this.#end(before);
    }
    if (next !== undefined) {
      const now = () => next.active.replica.now();
      this.#alarm.set(next.at, now, () => this.#end(next));
    }
  }

  #next(): AwaitedEnd | undefined {
    const { active } = this.#sessions;
    const session = active && sessionOf(active);
    if (active === undefined || session === undefined || session.endedAt !== undefined) {
      return undefined;
    }
    const { id, turn } = session;
    const at = endOf(turn);
    return at === undefined
      ? undefined
      : { active, at, name: [id, turn.number, turn.state, at].join('/') };
  }

  #end({ active, name, at }: AwaitedEnd): void {
    const late = active.replica.now() - at;
    const isNow = -ahead <= late && late <= unattended;
    const isHere = active === this.#sessions.active && active.connection === 'connected';
    if (isNow && isHere && name !== this.#told) {
      this.#told = name;
      this.#onDidEnd.fire({ active, name });
    }
  }
}

/** When the clock of a turn or a break runs out; `undefined` while it stands, or has. */
function endOf(turn: Turn): EpochMs | undefined {
  switch (turn.state) {
    case 'running':
      return turn.deadline;
    case 'break':
      return turn.until;
    default:
      return undefined;
  }
}
