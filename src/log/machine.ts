import type { EpochMs, Millis } from '../core/time.ts';
import type { Invite } from '../protocol/invite.ts';
import type { Disposable } from '../util/disposable.ts';
import type { Channel } from './channel.ts';
import type { JournalDisk } from './local/journalDisk.ts';
import type { SessionServer } from './server/sessionServer.ts';
import type { Timers } from './timers.ts';

/** What a session needs of the computer that it runs on. Injected, so that a simulation can have its own. */
export interface Machine {
  readonly disk: JournalDisk;
  readonly timers: Timers;
  /** The time of day, which may be set, and jumps when the machine has slept. */
  readonly wallClock: () => EpochMs;
  /** A clock that never jumps, in milliseconds from any start; it may stand still while the machine sleeps. */
  readonly steadyClock: () => Millis;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Lets guests reach a server. */
  listen(server: SessionServer, options: ListenOptions): Promise<Listener>;
  /** Loads what opens channels to servers. */
  dialer(): Promise<Dial>;
}

export interface ListenOptions {
  /** The port to take if it is free, so that guests find a reloaded host again. */
  readonly port?: number;
  /** Told what happens to connections, for the output channel; holds no secret. */
  readonly report: (detail: string) => void;
}

/** A server's door, open until it is disposed. */
export interface Listener extends Disposable {
  readonly port: number;
}

/** Opens a channel to the server that an invite names. A failure to connect closes the channel. */
export type Dial = (invite: Invite, timers: Timers) => Channel;
