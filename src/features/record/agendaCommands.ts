import * as vscode from 'vscode';
import { type Agenda, currentItem } from '../../core/agenda.ts';
import { minute } from '../../core/time.ts';
import type { Content } from '../../platform/content/content.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { AgendaPlan } from '../../questions/agendas/agendaPlan.ts';
import { HumanError } from '../../util/humanError.ts';

/** Choosing an agenda and moving along it. */
export function agendaCommands(sessions: Sessions, content: Content) {
  const move = async (whereTo: (agenda: Agenda) => number) => {
    const active = sessions.require();
    const { agenda } = sessionOf(active);
    if (agenda === undefined) {
      throw new HumanError(
        'This session has no agenda yet; choose one with "Interpair: Choose Agenda".',
      );
    }
    const to = Math.min(whereTo(agenda), agenda.items.length);
    await active.replica.dispatch({ type: 'moveAgenda', from: agenda.current, to });
  };
  return {
    chooseAgenda: () => choose(sessions, content),
    nextAgendaItem: () => move(({ current }) => current + 1),
    goToAgendaItem: async (item: unknown) => {
      if (typeof item === 'number') {
        await move(() => item);
      }
    },
  };
}

interface PlanPick extends vscode.QuickPickItem {
  readonly plan: AgendaPlan;
}

/** The agenda that the session is at already is left where it is. */
async function choose(sessions: Sessions, content: Content): Promise<void> {
  const active = sessions.require();
  const { agenda } = sessionOf(active);
  const current = currentItem(agenda) === undefined ? undefined : agenda?.title;
  const plans = await content.agendas();
  const picked = await vscode.window.showQuickPick(
    plans.map((plan) => pickOf(plan, plan.title === current)),
    {
      title: 'Choose an agenda',
      placeHolder: 'What is this session for? Nothing moves on by itself',
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  if (picked !== undefined && picked.plan.title !== current) {
    const { title, items } = picked.plan;
    await active.replica.dispatch({
      type: 'setAgenda',
      title,
      items: items.map(({ minutes, ...item }) => ({ ...item, length: minutes * minute })),
    });
  }
}

function pickOf(plan: AgendaPlan, isCurrent: boolean): PlanPick {
  const { title, fits, items } = plan;
  const total = items.reduce((sum, { minutes }) => sum + minutes, 0);
  return {
    label: title,
    iconPath: new vscode.ThemeIcon(isCurrent ? 'check' : 'list-ordered'),
    description: isCurrent ? `current agenda. ${fits}` : fits,
    detail: `${total} minutes: ${items.map((item) => item.title).join(' · ')}`,
    plan,
  };
}
