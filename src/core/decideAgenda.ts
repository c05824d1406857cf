import { err, ok } from '../util/result.ts';
import type { CommandOf } from './command.ts';
import type { Decision } from './decision.ts';
import type { Phase } from './question.ts';
import type { Session } from './session.ts';

export function decidePhase(session: Session, phase: Phase | undefined): Decision {
  if (session.phase === phase) {
    return ok([]);
  }
  return ok([{ type: 'phaseSet', ...(phase === undefined ? {} : { phase }) }]);
}

export function decideAgenda({ title, items }: CommandOf<'setAgenda'>): Decision {
  if (title.trim() === '' || items.length === 0 || items.some((item) => item.title.trim() === '')) {
    return err('An agenda has a title and at least one item, each with a title of its own.');
  }
  if (items.some(({ length }) => !(length > 0))) {
    return err('Each item of an agenda takes more than no time; give it some minutes.');
  }
  return ok([{ type: 'agendaSet', title, items }]);
}

export function decideMove({ agenda }: Session, { from, to }: CommandOf<'moveAgenda'>): Decision {
  if (agenda === undefined) {
    return err('This session has no agenda; choose one first.');
  }
  if (agenda.current !== from || from === to) {
    return ok([]);
  }
  if (!Number.isInteger(to) || to < 0 || to > agenda.items.length) {
    return err('The agenda has no such item.');
  }
  return ok([{ type: 'agendaMoved', to }]);
}
