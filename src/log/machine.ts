import type { EpochMs, Millis } from '../core/time.ts';
import type { ServerAddress } from '../protocol/serverAddress.ts';
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
  /** The address of this machine to listen on; one beyond loopback needs `tls`. */
  readonly host: string;
  /** Ports to take, the first of them that is free; 0 is any. */
  readonly ports: readonly number[];
  /** With it every connection is encrypted. */
  readonly tls?: TlsCredentials;
  /** Told what happens to connections, for the output channel; holds no secret. */
  readonly report: (detail: string) => void;
}

/** What a server proves with that it is the one that an invite names; both in PEM. */
export interface TlsCredentials {
  readonly key: string;
  readonly certificate: string;
}

/** A server's door, open until it is disposed. */
export interface Listener extends Disposable {
  /** Addresses under which guests reach it now: a machine may come into another network. */
  readonly hosts: readonly string[];
  readonly port: number;
}

/** Opens a channel to the server at an address. A failure to connect closes the channel. */
export type Dial = (address: ServerAddress, timers: Timers) => Channel;
