import { isolated, onOneLine } from './oneLine.ts';
import type { ParticipantId } from './participant.ts';
import { nextDriver, participant } from './rotation.ts';
import type { Session } from './session.ts';

/** As much of a name as a sentence bears, in characters. */
const longest = 40;

/**
 * What to call a participant where they are told apart from the others: the second Grace to join is
 * `Grace (2)`, a very long name is cut short, and one from right to left keeps to itself.
 */
export function calledName(session: Session, id: ParticipantId): string {
  const person = participant(session, id);
  if (person === undefined) {
    return 'someone';
  }
  const { participants } = session;
  const before = participants
    .slice(0, participants.indexOf(person))
    .filter(({ name }) => asRead(name) === asRead(person.name));
  const shown = shortened(person.name);
  return before.length === 0 ? shown : `${shown} (${before.length + 1})`;
}

/**
 * Who drives next, as `me` is told it: `you drive`, `Grace drives`; `undefined` while nobody else is here.
 *
 * @param you is `You` at the start of a sentence.
 */
export function whoDrivesNext(
  session: Session,
  me: ParticipantId,
  you: 'you' | 'You' = 'you',
): string | undefined {
  const next = nextDriver(session);
  if (next === undefined) {
    return undefined;
  }
  return next.id === me ? `${you} drive` : `${calledName(session, next.id)} drives`;
}

/** A name such that two that a person would read as the same are the same. */
export function asRead(name: string): string {
  return onOneLine(name.normalize('NFKC')).toLowerCase();
}

function shortened(name: string): string {
  const shown = onOneLine(name);
  const letters = [...new Intl.Segmenter().segment(shown)].map(({ segment }) => segment);
  return isolated(
    letters.length > longest
      ? `${letters
          .slice(0, longest - 1)
          .join('')
          .trimEnd()}…`
      : shown,
  );
}
