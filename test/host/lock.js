import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` while holding the lock file `file`, so that two processes never install the same
 * thing at once. A lock whose owner is gone is taken over. Plain JavaScript, because set-up runs
 * before anything is installed, on whatever Node the machine has.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(owner: number) => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait) {
  await acquire(file, onWait);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** One process may wait for a lock twice, for two windows that open at once. */
let claims = 0;

/** @param {string} file @param {((owner: number) => void) | undefined} onWait */
async function acquire(file, onWait) {
  const claim = `${file}.${process.pid}.${++claims}`;
  await writeFile(claim, String(process.pid));
  try {
    for (let told = false; ; ) {
      // A hard link appears at once and complete, so nobody reads a half-written lock.
      if (await linked(claim, file)) return;
      const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
      if (owner > 0 && !alive(owner)) {
        await takeAway(file, `${claim}.stale`, owner);
        continue;
      }
      if (!told && owner > 0) {
        told = true;
        onWait?.(owner);
      }
      await delay(200);
    }
  } finally {
    await rm(claim, { force: true });
  }
}

/** @param {string} from @param {string} to */
async function linked(from, to) {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error?.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a dead owner's lock. Another process may have done so a moment ago and hold the lock now:
 * then its file is put back.
 *
 * @param {string} file @param {string} aside @param {number} owner
 */
async function takeAway(file, aside, owner) {
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const taken = Number(await readFile(aside, 'utf8').catch(() => '0'));
  if (taken !== owner) await linked(aside, file);
  await rm(aside, { force: true });
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error?.code === 'EPERM';
  }
}
