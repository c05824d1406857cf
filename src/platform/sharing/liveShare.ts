import type * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { second } from '../../core/time.ts';
import type { Timers } from '../../log/timers.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { inTime } from '../inTime.ts';
import type { LogChannel } from '../logChannel.ts';
import { extensionOf } from './codeSharing.ts';
import { roles } from './roles.ts';

/** Of the typings that this is written against. */
const apiVersion = '1.0.4753';
/** How long its API may take, in milliseconds: it activates first, which takes seconds, and may never answer. */
const patience = 30_000;

/** `vsls.Access`, as far as it matters here. */
export const readOnly = 1 satisfies vsls.Access;

/** The way to Live Share, where it is installed. */
export class LiveShare implements Disposable {
  readonly #ownId: string;
  readonly #timers: Timers;
  readonly #log: Pick<LogChannel, 'info' | 'note'>;
  readonly #disposables = new DisposableStore();
  readonly #onDidChangeSession = this.#disposables.add(new Emitter<void>());
  #api: Promise<vsls.LiveShare | undefined> | undefined;
  #known: vsls.LiveShare | undefined;

  /** Its session is another, or is known only now. */
  readonly onDidChangeSession = this.#onDidChangeSession.event;

  /** @param ownId the id of this extension: left to itself Live Share guesses it from the call stack. */
  constructor(ownId: string, timers: Timers, log: Pick<LogChannel, 'info' | 'note'>) {
    this.#ownId = ownId;
    this.#timers = timers;
    this.#log = log;
  }

  /** Whether partners type into the files of this window, as far as Live Share has told by now. */
  get isHost(): boolean {
    return this.#known?.session.role === roles.host;
  }

  dispose(): void {
    this.#disposables.dispose();
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

  /** As `api`, for what can do without it: only where Live Share is active, and for a second at most. */
  async atHand(): Promise<vsls.LiveShare | undefined> {
    const isActive = extensionOf('liveShare')?.isActive ?? false;
    return isActive ? inTime(this.api(), this.#timers, second) : undefined;
  }

  async #ask(): Promise<vsls.LiveShare | undefined> {
    const given = extensionOf<vsls.LiveShareExtension>('liveShare');
    if (given === undefined) {
      return undefined;
    }
    try {
      const following = this.#given(given).then((api) => this.#follow(api));
      const api = await inTime(following, this.#timers, patience);
      if (api === undefined) {
        this.#log.info('Live Share gave no API.');
      }
      return api;
    } catch (error) {
      this.#log.note('Reaching Live Share', error);
      return undefined;
    }
  }

  /** Also where nobody waits for it any more; once, though it was asked for anew meanwhile. */
  #follow(api: vsls.LiveShare | undefined): vsls.LiveShare | undefined {
    if (api !== undefined && this.#known === undefined) {
      this.#known = api;
      this.#disposables.add(api.onDidChangeSession(() => this.#onDidChangeSession.fire()));
      this.#onDidChangeSession.fire();
    }
    return api;
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
