import { createHash } from 'node:crypto';
import { closeSync, constants, openSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../../util/disposable.ts';
import { errorCode } from '../../util/errorCode.ts';

/**
 * Keeps a file to one process, or answers `undefined` if another one has it. The operating system lets go
 * of the lock when its process ends, however it ends, so there is no stale lock to clean up and no process
 * number to mistake for another.
 */
export async function lockJournal(path: string): Promise<Disposable | undefined> {
  const hash = createHash('sha256')
    .update(await realpath(path))
    .digest('hex');
  const name = `interpair-${hash.slice(0, 32)}`;
  switch (process.platform) {
    case 'linux':
      // An abstract socket: it has a name but no file, and nobody talks to it.
      return listen(`\0${name}`);
    case 'win32':
      return listen(`\\\\.\\pipe\\${name}`);
    default:
      return lockFile(join(tmpdir(), `${name}.lock`));
  }
}

function listen(address: string): Promise<Disposable | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.on('error', (error) => {
      if (errorCode(error) === 'EADDRINUSE') {
        resolve(undefined);
      } else {
        reject(error);
      }
    });
    server.listen(address, () => {
      server.unref();
      resolve(toDisposable(() => server.close()));
    });
  });
}

/** What `fcntl.h` of macOS calls O_EXLOCK: open and lock in one step, and Node has no name for it. */
const exclusiveLock = 0x20;

/** The file stays behind, empty: if it were deleted, two processes could each lock one of that name. */
function lockFile(path: string): Disposable | undefined {
  const { O_RDWR, O_CREAT, O_NONBLOCK } = constants;
  try {
    const file = openSync(path, O_RDWR | O_CREAT | O_NONBLOCK | exclusiveLock, 0o600);
    return toDisposable(() => closeSync(file));
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') {
      return undefined;
    }
    throw error;
  }
}
