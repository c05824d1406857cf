import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../../util/disposable.ts';
import { codeOf } from './journalFile.ts';

/**
 * Keeps a file to one process, or answers `undefined` if another one has it. The lock is an open local
 * socket that nobody talks to: the operating system lets go of it when its process ends, however it ends,
 * so there is no stale lock to clean up and no process number to mistake for another.
 */
export async function lockJournal(path: string): Promise<Disposable | undefined> {
  const address = addressOf(await realpath(path));
  const server = (await tryListen(address)) ?? (await listenInPlaceOfDead(address));
  return server && toDisposable(() => server.close());
}

function addressOf(path: string): string {
  const name = `interpair-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  switch (process.platform) {
    case 'linux':
      // An abstract socket: it has a name but no file.
      return `\0${name}`;
    case 'win32':
      return `\\\\.\\pipe\\${name}`;
    default:
      return join(tmpdir(), `${name}.sock`);
  }
}

function tryListen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE') {
        resolve(undefined);
      } else {
        reject(error);
      }
    });
    server.listen(address, () => resolve(server.unref()));
  });
}

/** Where a socket has a file (macOS), the file outlives a crash, but then nobody answers behind it. */
async function listenInPlaceOfDead(address: string): Promise<Server | undefined> {
  const hasFile = process.platform !== 'linux' && process.platform !== 'win32';
  if (!hasFile || (await answers(address))) {
    return undefined;
  }
  await rm(address, { force: true });
  return tryListen(address);
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
