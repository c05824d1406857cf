import * as vscode from 'vscode';
import type { SessionCommand } from '../../core/command.ts';
import { whoDrivesNext } from '../../core/names.ts';
import { clockTime } from '../../platform/clockTime.ts';
import { labelText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';

interface Choice extends vscode.QuickPickItem {
  readonly command: SessionCommand;
}

/** Asks when the break is to be; where the turn is over anyway it begins. */
export async function takeBreak(active: ActiveSession): Promise<void> {
  const { replica } = active;
  const { turn } = sessionOf(active);
  const now: SessionCommand = { type: 'takeBreak', turn: turn.number };
  if (turn.state === 'expired' || turn.state === 'break') {
    return replica.dispatch(now);
  }
  const picked = await vscode.window.showQuickPick(choices(active, now), {
    title: 'Take a break',
    placeHolder: 'When?',
  });
  if (picked !== undefined) {
    await replica.dispatch(picked.command);
  }
}

function choices(active: ActiveSession, now: SessionCommand): readonly Choice[] {
  const session = sessionOf(active);
  const { turn, breakPlanned } = session;
  const next = whoDrivesNext(session, active.me);
  const atOnce: Choice = {
    label: 'Now',
    description: next === undefined ? '' : labelText(`${next} after it`),
    iconPath: new vscode.ThemeIcon('coffee'),
    command: now,
  };
  if (breakPlanned) {
    return [
      {
        label: 'No break after all',
        description: 'one is planned after this turn',
        iconPath: new vscode.ThemeIcon('discard'),
        command: { type: 'planBreak', planned: false },
      },
      atOnce,
    ];
  }
  return [
    {
      label: 'After this turn',
      description: turn.state === 'running' ? `at ${clockTime(turn.deadline)}` : '',
      iconPath: new vscode.ThemeIcon('clock'),
      command: { type: 'planBreak', planned: true },
    },
    atOnce,
  ];
}
