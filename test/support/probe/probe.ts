import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { Link } from '../live-share/link.ts';

/** What tells a window's extension host where its probe listens: a path of less than 100 bytes. */
export const probeVariable = 'INTERPAIR_PROBE';

/** What a function that runs in a window has; it can use nothing else, its file's imports neither. */
export interface Tools {
  readonly vscode: typeof vscode;
  readonly net: typeof net;
  /** Live Share's API, as the probe's own extension has it. */
  readonly liveShare: () => Promise<vsls.LiveShare>;
  /** What Interpair has written down in this window, since it was opened or reloaded. */
  readonly log: () => Promise<string>;
  /** Lasts from one function to the next, until the window reloads. */
  readonly kept: Map<string, unknown>;
}

/** The way into a window's extension host. */
export class Probe {
  readonly #path: string;

  /** @param path where the window's probe listens. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Runs a function in the extension host, which is given its source, and returns what it answers as JSON.
   * Waits until the window has a probe.
   */
  async run<A = undefined>(
    task: (tools: Tools, argument: A) => unknown,
    ...argument: A extends undefined ? [] : [A]
  ): Promise<unknown> {
    const link = new Link(await this.#connect());
    try {
      return await link.request('run', task.toString(), argument[0]);
    } finally {
      link.close();
    }
  }

  async #connect(): Promise<net.Socket> {
    for (;;) {
      const socket = net.connect(this.#path);
      try {
        await once(socket, 'connect');
        return socket;
      } catch {
        await delay(50);
      }
    }
  }
}
