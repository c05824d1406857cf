import type { LogEntry, Revision } from '../../src/core/logEntry.ts';
import type { SessionLog } from '../../src/log/sessionLog.ts';
import type { Event } from '../../src/util/emitter.ts';

/** The entries after `from`, once the log is known up to `to`. */
export function entriesUpTo(
  log: Pick<SessionLog, 'subscribe'>,
  to: Revision,
  from: Revision = 0,
): Promise<LogEntry[]> {
  return new Promise((resolve) => {
    const entries: LogEntry[] = [];
    const subscription = log.subscribe(from, (entry) => {
      entries.push(entry);
      if (entry.revision >= to) {
        // The subscription may still be on its way when entries are told at once.
        queueMicrotask(() => subscription.dispose());
        resolve(entries);
      }
    });
    if (to <= from) {
      subscription.dispose();
      resolve([]);
    }
  });
}

/** The next value of an event that fits. */
export function next<T>(event: Event<T>, fits: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve) => {
    const subscription = event((value) => {
      if (fits(value)) {
        subscription.dispose();
        resolve(value);
      }
    });
  });
}
