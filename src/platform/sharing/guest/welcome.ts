import type { WatchedSession } from '../../session/activeSession.ts';
import type { Arrival } from '../../session/sessionOpener.ts';
import type { Found } from './finder.ts';

/** How a session came to be joined: by itself, by itself after a reload, or because the person said so. */
export type Cause = 'unasked' | 'again' | 'asked';

/** What a person sees of arrivals. */
export interface Welcome {
  /** Whether they want to join; not if they close the offer. */
  offer(found: Found): Promise<boolean>;
  /** By what name partners see them; `undefined` if they would rather not say. */
  askName(): Promise<string | undefined>;
  /**
   * At which port of this computer the session is; `undefined` if they would rather not say.
   *
   * @param tried where nobody answers.
   */
  askPort(found: Found, tried: number): Promise<number | undefined>;
  /** Joins, shows that for as long as it takes, and says when they are in. */
  join(
    found: Found,
    cause: Cause,
    join: (arrival: Arrival) => Promise<WatchedSession | undefined>,
  ): Promise<void>;
  /** Says that Live Share is over, which was what carried their session. */
  tellCutOff(): void;
  warn(sentence: string): void;
}
