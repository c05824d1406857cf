import { type Agenda, type AgendaItem, currentItem, endOfItem } from '../../core/agenda.ts';
import { minute, spanText, type TimePrinter } from '../../core/time.ts';
import type { SessionNode } from './sessionTree.ts';

type State = 'done' | 'current' | 'to come';

const icons: Readonly<Record<State, string>> = {
  done: 'pass',
  current: 'record',
  'to come': 'circle-large-outline',
};

/**
 * The agenda with its items, folded, since what is on now stands above and in the panel; without one, the
 * way to get one.
 */
export function agendaRows(agenda: Agenda | undefined, time: TimePrinter): SessionNode {
  if (agenda === undefined) {
    return {
      id: 'agenda/none',
      label: 'Choose an agenda',
      spoken: 'Choose an agenda: what to do when, and for how long',
      icon: 'list-ordered',
      click: { command: 'chooseAgenda', title: 'Choose an agenda' },
    };
  }
  const { title, items, current } = agenda;
  const isThrough = currentItem(agenda) === undefined;
  return {
    id: 'agenda',
    label: 'Agenda',
    description: isThrough ? `${title}, through` : `${title}, ${current + 1} of ${items.length}`,
    kind: 'agenda',
    isFolded: true,
    children: items.map((item, index) => itemRow(agenda, item, index, time)),
  };
}

function itemRow(
  agenda: Agenda,
  { title, length, hint }: AgendaItem,
  index: number,
  time: TimePrinter,
): SessionNode {
  const state = index < agenda.current ? 'done' : index === agenda.current ? 'current' : 'to come';
  const until = state === 'current' ? endOfItem(agenda) : undefined;
  const ends = until === undefined ? [] : [`until ${time(until)}`];
  return {
    id: `agenda/${index}`,
    label: title,
    // The end first: where the view is narrow, the rest is cut off.
    description: [...ends, `${Math.round(length / minute)} min`].join(', '),
    icon: icons[state],
    tooltip: hint === undefined ? title : `${title}\n\n${hint}`,
    spoken: [
      `Agenda item, ${[state, ...ends, spanText(length)].join(', ')}: ${title}`,
      ...(hint === undefined ? [] : [hint]),
    ].join('. '),
    click: { command: 'goToAgendaItem', title: 'Go to this item', argument: index },
  };
}
