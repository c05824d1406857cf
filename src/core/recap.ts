import { replay } from './evolve.ts';
import type { LogEntry } from './logEntry.ts';
import { inlineMarkdown, listItem } from './markdown.ts';
import { linesLabel } from './placeLabel.ts';
import type { Place, Question } from './question.ts';
import { nameOf } from './rotation.ts';
import type { Insertion, Session } from './session.ts';
import { type EpochMs, spanText } from './time.ts';
import { turnHistory } from './turnHistory.ts';

/**
 * The record of a session for someone who was not there, in Markdown, from the log alone: the same log
 * and time zone always give the same text. `undefined` for a log in which no session started.
 *
 * @param timeZone an IANA name, for example `Europe/Zurich`; times are printed in it.
 */
export function recap(entries: readonly LogEntry[], timeZone: string): string | undefined {
  const session = replay(entries);
  if (session === undefined) {
    return undefined;
  }
  const time = clock(timeZone);
  const blocks = [
    `# ${inlineMarkdown(session.hypothesis)}`,
    opening(session, entries, timeZone),
    section('Who drove when', drivers(session, entries, time)),
    section('Stupid questions', questions(session, time)),
    section('Scaffolds', scaffolds(session, time)),
    section('Still to do', unfinished(session)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

type Clock = (at: EpochMs) => string;

function clock(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' });
  return (at) => format.format(at);
}

function opening(session: Session, entries: readonly LogEntry[], timeZone: string): string {
  const end = session.endedAt ?? entries.at(-1)?.at ?? session.startedAt;
  const date = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full' });
  const people = session.participants.map(({ name }) => inlineMarkdown(name)).join(', ');
  const state =
    session.endedAt === undefined
      ? 'still running'
      : `ended after ${spanText(end - session.startedAt)}`;
  return `${date.format(session.startedAt)}, ${clock(timeZone)(session.startedAt)} (${timeZone}), ${state}. ${people}.`;
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `## ${title}\n\n${items.join('\n')}`;
}

function drivers(session: Session, entries: readonly LogEntry[], time: Clock): string[] {
  return turnHistory(entries).map(({ driver, from, to, atKeyboard }) =>
    listItem(
      `${time(from)} to ${time(to)}: ${inlineMarkdown(nameOf(session, driver))}, ${spanText(atKeyboard)} at the keyboard`,
    ),
  );
}

function questions(session: Session, time: Clock): string[] {
  return session.questions.map((question) => {
    const asked = `**${inlineMarkdown(question.text)}** ${inlineMarkdown(nameOf(session, question.askedBy))}, ${time(question.askedAt)}${at(question.place)}: ${question.outcome}.`;
    return listItem(asked, ...question.answers.map(({ text }) => `> ${inlineMarkdown(text)}`));
  });
}

function scaffolds(session: Session, time: Clock): string[] {
  return session.insertions.map((insertion: Insertion) =>
    listItem(
      `${inlineMarkdown(insertion.title)} (\`${insertion.scaffoldId}\`), ${inlineMarkdown(nameOf(session, insertion.by))}, ${time(insertion.at)}${at(insertion.place)}`,
    ),
  );
}

function unfinished(session: Session): string[] {
  const open = (question: Question) => question.outcome === 'open' || question.outcome === 'parked';
  return session.questions
    .filter(open)
    .map(({ text, outcome }) => `- [ ] ${inlineMarkdown(text)} (${outcome})`);
}

function at(place: Place | undefined): string {
  return place === undefined ? '' : `, \`${place.path.replaceAll('`', '')}${linesLabel(place)}\``;
}
