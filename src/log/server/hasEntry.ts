import type { SessionLog } from '../sessionLog.ts';

/** Whether the newest entry that a guest has is the one that the log has there. */
export function hasEntry(log: SessionLog, seen: { revision: number; at: number }): boolean {
  if (seen.revision === 0) {
    return true;
  }
  let found = false;
  let first = true;
  log
    .subscribe(seen.revision - 1, (entry) => {
      found ||= first && entry.at === seen.at;
      first = false;
    })
    .dispose();
  return found;
}
