import { agendaHistory, timeAt } from '../agendaHistory.ts';
import { inlineCode, inlineMarkdown, listItem } from '../markdown.ts';
import type { ParticipantId } from '../participant.ts';
import { counted, exactSpanText } from '../time.ts';
import { type TurnTaken, turnHistory } from '../turnHistory.ts';
import { blocks, section, type Teller } from './teller.ts';

export function scaffolds(teller: Teller): string {
  return section(
    'Scaffolds',
    teller.session.insertions.map(({ title, scaffoldId, place, ...insertion }) =>
      listItem(
        `${inlineMarkdown(title)} (${inlineCode(scaffoldId)}), ${teller.by(insertion)}${teller.at(place)}`,
      ),
    ),
  );
}

/** What was planned, and how long it took. */
export function agenda({ session, entries }: Teller): string {
  if (session.agenda === undefined) {
    return '';
  }
  const history = agendaHistory(entries);
  const { title, items } = session.agenda;
  return blocks(
    `## Agenda: ${inlineMarkdown(title)}`,
    items
      .map((item) => {
        const taken = timeAt(history, item);
        const took = taken === 0 ? 'not reached' : `${exactSpanText(taken)} taken`;
        const planned = `${exactSpanText(item.length)} planned`;
        return listItem(`${inlineMarkdown(item.title)}: ${planned}, ${took}`);
      })
      .join('\n'),
  );
}

/** Who had the keyboard for how long in all, and then who drove when. */
export function drivers(teller: Teller): string {
  const { entries, clock } = teller;
  const history = turnHistory(entries);
  if (history.length === 0) {
    return '';
  }
  const ids = [...new Set(history.map(({ driver }) => driver))];
  return blocks(
    '## Who drove when',
    `At the keyboard: ${ids.map((id) => total(teller, id, history)).join('; ')}.`,
    history
      .map(({ driver, from, to, atKeyboard }) =>
        listItem(
          `${clock.time(from)} to ${clock.time(to)}: ${teller.name(driver)}, ${exactSpanText(atKeyboard)} at the keyboard`,
        ),
      )
      .join('\n'),
  );
}

function total(teller: Teller, id: ParticipantId, history: readonly TurnTaken[]): string {
  const own = history.filter(({ driver }) => driver === id);
  const atKeyboard = own.reduce((sum, turn) => sum + turn.atKeyboard, 0);
  const overtime = own.reduce((sum, turn) => sum + turn.overtime, 0);
  const over = overtime === 0 ? '' : `, ${exactSpanText(overtime)} of it past the end of a turn`;
  return `${teller.name(id)} ${exactSpanText(atKeyboard)} in ${counted(own.length, 'turn')}${over}`;
}
