import { agendaHistory, timeAt } from '../agendaHistory.ts';
import { inlineCode, inlineMarkdown, listItem } from '../markdown.ts';
import { pairing, type Share, shares } from '../shares.ts';
import { counted, exactSpanText } from '../time.ts';
import { stretches, type TurnTaken, turnHistory } from '../turnHistory.ts';
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

/** Who drove when, and when there was a break. */
export function drivers(teller: Teller): string {
  const { entries, clock } = teller;
  const breaks = stretches(entries).filter(({ state }) => state === 'break');
  const told = [
    ...turnHistory(entries).map((turn) => [turn.from, turnTaken(teller, turn)] as const),
    ...breaks.map(({ from, to }) => {
      return [from, `Break, ${clock.time(from)} to ${clock.time(to)}`] as const;
    }),
  ].sort(([one], [other]) => one - other);
  return section(
    'Who drove when',
    told.map(([, text]) => listItem(text)),
  );
}

function turnTaken(teller: Teller, { driver, from, to, atKeyboard, held }: TurnTaken): string {
  const { clock } = teller;
  const waited = held === 0 ? '' : `, ${exactSpanText(held)} waiting for a run`;
  return `${clock.time(from)} to ${clock.time(to)}: ${teller.name(driver)}, ${exactSpanText(atKeyboard)} at the keyboard${waited}`;
}

/** Who had the keyboard for how long in all, and who asked how much; only where the reader wants to know. */
export function keyboardShares(teller: Teller): string {
  const { session, entries, clock, options } = teller;
  const all = options.tellsShares === true ? shares(session, entries) : [];
  const partner = pairing(session, entries);
  if (all.length === 0) {
    return '';
  }
  return blocks(
    '## Shares',
    partner === undefined
      ? ''
      : `Since ${clock.time(partner.at)}, when ${teller.name(partner.actor)} joined:`,
    all.map((share) => listItem(shareText(teller, share))).join('\n'),
  );
}

function shareText(teller: Teller, { id, atKeyboard, overtime, turns, asked }: Share): string {
  const over = overtime === 0 ? '' : `, ${exactSpanText(overtime)} of it past the end of a turn`;
  const drove =
    turns === 0
      ? 'not at the keyboard'
      : `${exactSpanText(atKeyboard)} at the keyboard in ${counted(turns, 'turn')}${over}`;
  return `${teller.name(id)}: ${drove}; ${counted(asked, 'question')} asked`;
}
