import * as v from 'valibot';
import type { ParticipantId } from '../core/participant.ts';
import type { Millis } from '../core/time.ts';
import { pause, type Timers } from '../log/timers.ts';
import type { Disposable } from '../util/disposable.ts';
import type { Event } from '../util/emitter.ts';

const frontKey = 'interpair.frontWindows';
const toldKey = 'interpair.told';
/** How long a window behind another one waits to see whether that one speaks. */
const courtesy: Millis = 2_000;
/** How long a window waits that only speaks when no other does. */
const deference: Millis = 5_000;
/** As many notices as could be pending at once, and some more. */
const longestMemory = 50;

/** A participant and the window that their person turned to last. */
const frontSchema = v.array(v.tuple([v.string(), v.string()]));

/** What this person's windows share, each seeing after a moment what another has written. */
export interface SharedState {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** A window of this person's, of which there may be several. */
export interface OwnWindow {
  /** No other window's, nor this one's after a reload. */
  readonly id: string;
  readonly isFocused: boolean;
  /** Fires when the person turns to it. */
  readonly onDidFocus: Event<void>;
}

/**
 * Of several windows of one person in one session, one speaks: the one that they turned to last, or, if
 * that one is gone, another after a moment.
 */
export class Attention implements Disposable {
  readonly #window: OwnWindow;
  readonly #shared: SharedState;
  readonly #timers: Timers;
  readonly #focus: Disposable;
  /** The participant that this window is in a session as. */
  #participant: ParticipantId | undefined;

  constructor(window: OwnWindow, shared: SharedState, timers: Timers) {
    this.#window = window;
    this.#shared = shared;
    this.#timers = timers;
    this.#focus = window.onDidFocus(() => this.#comeToFront());
  }

  /** This window has a session now, in which it is this participant: other windows may be the same. */
  enterSession(participant: ParticipantId): void {
    this.#participant = participant;
    if (this.#window.isFocused || this.#front() === undefined) {
      this.#comeToFront();
    }
  }

  leaveSession(): void {
    this.#participant = undefined;
  }

  /**
   * Whether this window is the one to tell its person about something, which each window names alike.
   *
   * @param participant whom it is told; those at other windows of the same profile are told by theirs.
   * @param isLast whether this window shall only speak if no other does, wherever the person is.
   */
  async claim(participant: ParticipantId, name: string, isLast = false): Promise<boolean> {
    const key = `${participant}/${name}`;
    if (isLast || this.#front(participant) !== this.#window.id) {
      await pause(this.#timers, isLast ? deference : courtesy);
      if (this.#told().includes(key)) {
        return false;
      }
      this.#comeToFront();
    }
    await this.#share(toldKey, [...this.#told(), key].slice(-longestMemory));
    return true;
  }

  dispose(): void {
    this.#focus.dispose();
  }

  #front(participant = this.#participant): string | undefined {
    return this.#fronts().find(([id]) => id === participant)?.[1];
  }

  #fronts(): v.InferOutput<typeof frontSchema> {
    const fronts = v.safeParse(frontSchema, this.#shared.get(frontKey));
    return fronts.success ? fronts.output : [];
  }

  #comeToFront(): void {
    const participant = this.#participant;
    if (participant !== undefined) {
      const others = this.#fronts().filter(([id]) => id !== participant);
      const fronts = [...others, [participant, this.#window.id]].slice(-longestMemory);
      void this.#share(frontKey, fronts);
    }
  }

  /** Where it fails, two windows say the same, which is better than none. */
  async #share(key: string, value: unknown): Promise<void> {
    try {
      await this.#shared.update(key, value);
    } catch {
      return;
    }
  }

  #told(): readonly string[] {
    const told = v.safeParse(v.array(v.string()), this.#shared.get(toldKey));
    return told.success ? told.output : [];
  }
}
