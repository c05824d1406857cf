import { isToAsk, nudgeAt } from '../../core/nudge.ts';
import { type EpochMs, type Millis, spanText } from '../../core/time.ts';
import { timeLeft } from '../../core/turn.ts';
import type { Alarm } from '../../platform/alarm.ts';
import {
  type SessionChange,
  sessionOf,
  type WatchedSession,
} from '../../platform/session/activeSession.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter, type Event } from '../../util/emitter.ts';

/** How long nothing may be asked; `undefined` for as long as one likes. */
export interface NudgeSetting {
  nudgeStretch(): Millis | undefined;
  readonly onDidChangeNudgeStretch: Event<void>;
}

/** As much of `Sessions` as matters here. */
interface NudgedSessions {
  readonly active: WatchedSession | undefined;
  readonly onDidChange: Event<{ readonly change?: SessionChange }>;
}

/**
 * Reminds whoever sits here that they may ask, once in each stretch in which nothing was asked: until
 * something is asked, or a question is passed over.
 */
export class Nudge implements Disposable {
  readonly #sessions: NudgedSessions;
  readonly #setting: NudgeSetting;
  readonly #alarm: Alarm;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  #text: string | undefined;
  /** The moment of the reminder after which someone passed over a question: it has done its work. */
  #heeded: EpochMs | undefined;

  readonly onDidChange = this.#onDidChange.event;

  constructor(sessions: NudgedSessions, setting: NudgeSetting, alarm: Alarm) {
    this.#sessions = sessions;
    this.#setting = setting;
    this.#alarm = this.#disposables.add(alarm);
    this.#disposables.add(sessions.onDidChange(({ change }) => this.#follow(change)));
    this.#disposables.add(setting.onDidChangeNudgeStretch(() => this.#update()));
  }

  /** The reminder, while it stands: `Nothing asked for 6 minutes`. */
  get text(): string | undefined {
    return this.#text;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(change: SessionChange | undefined): void {
    if (change?.entry.event.type === 'questionPassed' && this.#text !== undefined) {
      this.#heeded = this.#due()?.at;
    }
    this.#update();
  }

  #update(): void {
    this.#alarm.clear();
    const due = this.#due();
    if (due === undefined || due.at === this.#heeded) {
      this.#say(undefined);
    } else if (due.now() < due.at) {
      this.#alarm.set(due.at, due.now, () => this.#update());
      this.#say(undefined);
    } else {
      this.#say(`Nothing asked for ${spanText(due.stretch)}`);
    }
  }

  /** The next reminder of this person, who can ask now; `undefined` if there is none. */
  #due(): { at: EpochMs; now: () => EpochMs; stretch: Millis } | undefined {
    const { active } = this.#sessions;
    const stretch = this.#setting.nudgeStretch();
    if (active?.connection !== 'connected' || stretch === undefined) {
      return undefined;
    }
    const session = sessionOf(active);
    const now = () => active.replica.now();
    // A machine that slept through the end of the turn may learn of it a moment later.
    const isAtWork = timeLeft(session.turn, now()) > 0;
    const at = isAtWork && isToAsk(session, active.me) ? nudgeAt(session, stretch) : undefined;
    return at === undefined ? undefined : { at, now, stretch };
  }

  #say(text: string | undefined): void {
    if (this.#text !== text) {
      this.#text = text;
      this.#onDidChange.fire();
    }
  }
}
