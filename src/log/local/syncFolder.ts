import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../util/errorCode.ts';

/**
 * Makes a new file's name durable, and the names of the folders that it is in: whoever made those may not
 * have seen to it.
 */
export async function syncName(path: string): Promise<void> {
  let folder = dirname(path);
  await syncFolder(folder);
  while (folder !== dirname(folder)) {
    folder = dirname(folder);
    // Further up are folders that are not this person's, which were there before and need no syncing.
    await syncFolder(folder).catch(() => undefined);
  }
}

/** Makes the names of new and renamed files in a folder durable, as far as the file system knows how to. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no such call and does so by itself.
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems sync files and not folders; that is all that can be had there.
    if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(errorCode(error) ?? '')) {
      throw error;
    }
  } finally {
    await handle.close();
  }
}
