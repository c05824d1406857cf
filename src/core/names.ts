import type { ParticipantId } from './participant.ts';
import { participant } from './rotation.ts';
import type { Session } from './session.ts';

/** As much of a name as a sentence bears, in characters. */
const longest = 40;

/** Scripts that are written from right to left: in a sentence they would carry along what stands next to them. */
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

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

/** A name such that two that a person would read as the same are the same. */
export function asRead(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function shortened(name: string): string {
  const letters = [...new Intl.Segmenter().segment(name.trim())].map(({ segment }) => segment);
  const short =
    letters.length > longest
      ? `${letters
          .slice(0, longest - 1)
          .join('')
          .trimEnd()}…`
      : letters.join('');
  return rightToLeft.test(short) ? `\u2068${short}\u2069` : short;
}
