import * as v from 'valibot';
import type { Millis } from '../core/time.ts';
import { pause, type Timers } from '../log/timers.ts';
import type { Disposable } from '../util/disposable.ts';
import type { Event } from '../util/emitter.ts';

const frontKey = 'interpair.frontWindow';
const toldKey = 'interpair.told';
/** How long a window behind another one waits to see whether that one speaks. */
const courtesy: Millis = 2_000;
/** As many notices as could be pending at once, and some more. */
const longestMemory = 50;

/** What this person's windows share, each seeing after a moment what another has written. */
export interface SharedState {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** A window of this person's, of which there may be several. */
export interface OwnWindow {
  /** The same after a reload, and no other window's. */
  readonly id: string;
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
  #isInSession = false;

  constructor(window: OwnWindow, shared: SharedState, timers: Timers) {
    this.#window = window;
    this.#shared = shared;
    this.#timers = timers;
    this.#focus = window.onDidFocus(() => {
      if (this.#isInSession) {
        this.#comeToFront();
      }
    });
  }

  /** This window has a session now: it was opened here, so the person is here. */
  enterSession(): void {
    this.#isInSession = true;
    this.#comeToFront();
  }

  leaveSession(): void {
    this.#isInSession = false;
  }

  /** Whether this window is the one to tell the person about something, which each window names alike. */
  async claim(name: string): Promise<boolean> {
    if (this.#shared.get(frontKey) !== this.#window.id) {
      await pause(this.#timers, courtesy);
      if (this.#told().includes(name)) {
        return false;
      }
      this.#comeToFront();
    }
    await this.#share(toldKey, [...this.#told(), name].slice(-longestMemory));
    return true;
  }

  dispose(): void {
    this.#focus.dispose();
  }

  #comeToFront(): void {
    void this.#share(frontKey, this.#window.id);
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
