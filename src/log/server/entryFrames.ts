import type { LogEntry } from '../../core/logEntry.ts';
import { encodeMessage } from '../../protocol/wire.ts';

/** Entries go out in frames of about this many bytes, well under what a guest takes. */
const frameBytes = 128 * 1024;

/** The frames that carry entries, in order. */
export function* entryFrames(entries: readonly LogEntry[]): Generator<string> {
  let frame: LogEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    frame.push(entry);
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (bytes >= frameBytes) {
      yield encodeMessage({ type: 'entries', entries: frame });
      frame = [];
      bytes = 0;
    }
  }
  if (frame.length > 0) {
    yield encodeMessage({ type: 'entries', entries: frame });
  }
}
