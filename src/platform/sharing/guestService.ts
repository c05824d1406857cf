import type * as vsls from 'vsls';
import type { Dial } from '../../log/machine.ts';
import type { Timers } from '../../log/timers.ts';
import type { Announcement } from '../../protocol/announcement.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';

export interface GuestServiceOptions {
  readonly timers: Timers;
  /** Told what goes wrong, for the output channel; holds no secret. */
  readonly report: (detail: string) => void;
}

/** The host's session over a service that Live Share shares. */
export class GuestService implements Disposable {
  readonly #proxy: vsls.SharedServiceProxy;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());

  readonly onDidChange = this.#onDidChange.event;

  constructor(proxy: vsls.SharedServiceProxy, _options: GuestServiceOptions) {
    this.#proxy = proxy;
  }

  get isAvailable(): boolean {
    return this.#proxy.isServiceAvailable;
  }

  async announcement(): Promise<Announcement | undefined> {
    return undefined;
  }

  readonly dial: Dial = () => {
    throw new Error('Not there yet.');
  };

  dispose(): void {
    this.#disposables.dispose();
  }
}
