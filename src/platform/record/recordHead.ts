import { open } from 'node:fs/promises';
import { plainText } from '../../core/markdown.ts';
import { parseJournal } from '../../log/local/journalFormat.ts';

/** What stands at the top of a session's record; empty for a file that is damaged. */
export interface RecordHead {
  /** What the pair was trying to find out. */
  readonly question?: string;
  /** Who was there, as the first entries or the recap tell it. */
  readonly who?: string;
  /** Of the session; known from its log alone. */
  readonly sessionId?: string;
}

interface Files {
  readonly recap?: string;
  readonly log?: string;
}

/** More than the title, the names and the first entries take. */
const enough = 32 * 1024;

/** Reads the top of a session's files, however long they are. Never rejects. */
export async function readRecordHead({ recap, log }: Files): Promise<RecordHead> {
  return {
    ...(log === undefined ? {} : await topOf(log, ofLog)),
    ...(recap === undefined ? {} : await topOf(recap, ofRecap)),
  };
}

/** Names of whoever came in before much else happened; the recap knows all of them. */
function ofLog(bytes: Buffer): RecordHead {
  const events = parseJournal(bytes).entries.map(({ event }) => event);
  const names = events.flatMap((event) => (event.type === 'participantJoined' ? [event.name] : []));
  const [started] = events;
  return {
    ...(started?.type === 'sessionStarted'
      ? { question: started.hypothesis, sessionId: started.sessionId }
      : {}),
    ...(names.length === 0 ? {} : { who: names.join(', ') }),
  };
}

function ofRecap(bytes: Buffer): RecordHead {
  const text = bytes.toString();
  const [, question] = /^# (.+)$/m.exec(text) ?? [];
  const [, who] = /^\*\*Who:\*\* (.+)$/m.exec(text) ?? [];
  return {
    ...(question === undefined ? {} : { question: plainText(question) }),
    ...(who === undefined ? {} : { who: plainText(who).replace(' (started it)', '') }),
  };
}

async function topOf(file: string, read: (bytes: Buffer) => RecordHead): Promise<RecordHead> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(enough),
      length: enough,
    });
    return read(buffer.subarray(0, bytesRead));
  } catch {
    return {}; // Unreadable, or gone since it was listed: its name is all that is known.
  }
}
