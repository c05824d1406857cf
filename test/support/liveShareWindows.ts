import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { BrowserHost, WindowOptions } from '../host/browserHost.ts';
import { repositoryRoot } from '../host/cache.ts';
import { buildTestExtension } from '../host/testExtension.ts';
import { Room, type RoomSettings } from './live-share/room.ts';
import { PairedWindow } from './pairedWindow.ts';

/**
 * The windows of people who have Live Share: its stand-in, so what they show of Live Share itself is what
 * the stand-in's first lines say.
 */
export class LiveShareWindows {
  readonly room: Room;
  readonly #host: BrowserHost;
  readonly #standIn: string;

  private constructor(room: Room, host: BrowserHost, standIn: string) {
    this.room = room;
    this.#host = host;
    this.#standIn = standIn;
  }

  /** @param folder that of the room, which is made. */
  static async prepare(
    host: BrowserHost,
    folder: string,
    settings: RoomSettings,
  ): Promise<LiveShareWindows> {
    const room = new Room(folder);
    await room.prepare(settings);
    return new LiveShareWindows(room, host, await buildTestExtension('live-share'));
  }

  /** Opens someone's window, with Live Share beside the extensions that are to be there. */
  async open({
    extensions = [repositoryRoot],
    env,
    ...options
  }: WindowOptions): Promise<PairedWindow> {
    const window = await this.#host.open({
      ...options,
      extensions: [...extensions, this.#standIn],
      env: { ...env, ...this.room.environmentOf(options.person) },
    });
    return new PairedWindow(window);
  }

  /** What a link of Live Share opens at a guest: the workspace file of what is shared. */
  async sharedWorkspace(): Promise<string> {
    const session = await this.room.session();
    assert.ok(session, 'Live Share has to be on.');
    return session.workspace;
  }

  /** A host starts Live Share, if it is not on. */
  async start({ window }: PairedWindow): Promise<void> {
    await window.runCommand('Live Share: Start Collaboration Session');
    await window.until('Live Share to be on', async () => {
      // A host that vanished leaves the note of its session behind.
      const session = await this.room.session();
      return session !== undefined && (await isListening(session.port));
    });
  }

  /** A host ends Live Share for everyone. */
  async end({ window }: PairedWindow): Promise<void> {
    await window.runCommand('Live Share: End Collaboration Session');
    await window.until(
      'Live Share to be off',
      async () => (await this.room.session()) === undefined,
    );
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
