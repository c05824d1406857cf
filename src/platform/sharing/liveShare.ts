import type * as vscode from 'vscode';
import type * as vsls from 'vsls';
import type { Timers } from '../../log/timers.ts';
import { inTime } from '../inTime.ts';
import type { LogChannel } from '../logChannel.ts';
import { extensionOf } from './codeSharing.ts';

/** Of the typings that this is written against. */
const apiVersion = '1.0.4753';
/** How long its API may take, in milliseconds: it activates first, which takes seconds, and may never answer. */
const patience = 30_000;

/** `vsls.Access`, as far as it matters here. */
export const readOnly = 1 satisfies vsls.Access;

/** The way to Live Share, where it is installed. */
export class LiveShare {
  readonly #ownId: string;
  readonly #timers: Timers;
  readonly #log: LogChannel;
  #api: Promise<vsls.LiveShare | undefined> | undefined;

  /** @param ownId the id of this extension: left to itself Live Share guesses it from the call stack. */
  constructor(ownId: string, timers: Timers, log: LogChannel) {
    this.#ownId = ownId;
    this.#timers = timers;
    this.#log = log;
  }

  /**
   * Live Share's API, which it activates for; `undefined` where it is not installed, gives none, or does
   * not answer within half a minute. After that it is asked anew. Never awaited while VS Code starts.
   */
  async api(): Promise<vsls.LiveShare | undefined> {
    this.#api ??= this.#ask();
    const asked = this.#api;
    const api = await asked;
    if (api === undefined && this.#api === asked) {
      this.#api = undefined;
    }
    return api;
  }

  async #ask(): Promise<vsls.LiveShare | undefined> {
    const given = extensionOf<vsls.LiveShareExtension>('liveShare');
    if (given === undefined) {
      return undefined;
    }
    try {
      const api = await inTime(this.#given(given), this.#timers, patience);
      if (api === undefined) {
        this.#log.info('Live Share gave no API.');
      }
      return api;
    } catch (error) {
      this.#log.note('Reaching Live Share', error);
      return undefined;
    }
  }

  async #given(
    given: vscode.Extension<vsls.LiveShareExtension>,
  ): Promise<vsls.LiveShare | undefined> {
    const entrance: vsls.LiveShareExtension | null | undefined = given.isActive
      ? given.exports
      : await given.activate();
    return (await entrance?.getApi(apiVersion, this.#ownId)) ?? undefined;
  }
}
