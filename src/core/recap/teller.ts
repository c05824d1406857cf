import type { LogEntry } from '../logEntry.ts';
import { inlineCode, inlineMarkdown } from '../markdown.ts';
import type { ParticipantId } from '../participant.ts';
import { linesLabel } from '../placeLabel.ts';
import type { Place } from '../question.ts';
import type { Credence } from '../record.ts';
import { credenceText } from '../recordWords.ts';
import { nameOf } from '../rotation.ts';
import type { Session } from '../session.ts';
import type { EpochMs } from '../time.ts';
import type { RecapOptions } from './recapOptions.ts';
import { SessionClock } from './sessionClock.ts';

/** What each part of a recap tells from, and the words that they share. */
export class Teller {
  readonly session: Session;
  readonly entries: readonly LogEntry[];
  readonly options: RecapOptions;
  readonly clock: SessionClock;

  constructor(session: Session, entries: readonly LogEntry[], options: RecapOptions) {
    this.session = session;
    this.entries = entries;
    this.options = options;
    this.clock = new SessionClock(session.startedAt, options.timeZone);
  }

  name(id: ParticipantId): string {
    return inlineMarkdown(nameOf(this.session, id));
  }

  /** `Ada, 80 % sure, 16:02`. */
  by({ by, at, credence }: { by: ParticipantId; at: EpochMs; credence?: Credence }): string {
    const sure = credence === undefined ? [] : [`${credenceText(credence)} sure`];
    return [this.name(by), ...sure, this.clock.time(at)].join(', ');
  }

  /** Where in the code, with the line that stood there, so that it makes sense without the repository. */
  at(place: Place | undefined): string {
    if (place === undefined) {
      return '';
    }
    const code = inlineCode(place.text);
    return `, at ${inlineCode(`${place.path}${linesLabel(place)}`)}${code === '' ? '' : `: ${code}`}`;
  }
}

/** A section with a heading; empty without any content. */
export function section(title: string, items: readonly string[], level = 2): string {
  return items.length === 0 ? '' : `${'#'.repeat(level)} ${title}\n\n${items.join('\n')}`;
}

/** Blocks one below the other, without those that are empty. */
export function blocks(...all: readonly string[]): string {
  return all.filter((block) => block !== '').join('\n\n');
}
