import * as vscode from 'vscode';
import { currentItem } from '../../core/agenda.ts';
import { partnersWork } from '../../core/partnersWork.ts';
import { clockTime } from '../../platform/clockTime.ts';
import { labelText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Caller, Doorbell } from '../../platform/session/doorbell.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import { guestOf } from '../../platform/sharing/codeSharing.ts';
import { entry, type MenuEntry, turnEntries } from './turnEntries.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

/** The status bar's one quick pick: what can be done right now. */
export async function showMenu(sessions: Sessions, doorbell: Doorbell): Promise<void> {
  const { active } = sessions;
  const picked = await vscode.window.showQuickPick(
    active === undefined
      ? idleEntries()
      : [...doorbell.callers.flatMap(callerEntries), ...sessionEntries(active)],
    { title: 'Interpair', placeHolder: 'What next?' },
  );
  await picked?.run();
}

function callerEntries(caller: Caller): MenuItem[] {
  const name = labelText(caller.newcomer.name);
  return [
    {
      label: `Let ${name} in`,
      iconPath: new vscode.ThemeIcon('person-add'),
      run: () => caller.answer(true),
    },
    {
      label: `Refuse ${name}`,
      iconPath: new vscode.ThemeIcon('circle-slash'),
      run: () => caller.answer(false),
    },
  ];
}

function idleEntries(): MenuItem[] {
  return [
    entry('play', 'Start a paired session', 'startSession'),
    entry('plug', 'Join a paired session', 'joinSession'),
    entry('beaker', 'Insert a scaffold', 'insertScaffold'),
    entry('book', 'Open the reading list', 'openReadingList'),
    entry('notebook', 'Open the last recap', 'openRecap'),
  ].map(item);
}

function sessionEntries(active: ActiveSession): MenuItem[] {
  const session = sessionOf(active);
  const turn = turnEntries(session, active.me, active.replica.now(), clockTime);
  return [
    ...(active.connection === 'connected'
      ? []
      : [entry('plug', 'Join again with a new invite', 'joinSession')]),
    ...turn.first,
    entry('question', 'Ask a stupid question', 'askQuestion'),
    entry('target', 'Record a prediction, or what came of it', 'recordPrediction'),
    entry('bookmark', 'Record a finding', 'recordFinding'),
    entry('circle-slash', 'Record a dead end', 'recordDeadEnd'),
    entry('beaker', 'Insert a scaffold', 'insertScaffold'),
    currentItem(session.agenda) === undefined
      ? entry('list-ordered', 'Choose an agenda', 'chooseAgenda')
      : entry('arrow-right', 'Move on in the agenda', 'nextAgendaItem'),
    ...turn.more,
    ...(settings.gitHandoff() === 'off' || guestOf() !== undefined
      ? []
      : [entry('repo-push', 'Push work in progress', 'pushWork')]),
    ...(partnersWork(session, active.me) === undefined || guestOf() !== undefined
      ? []
      : [entry('repo-pull', "Get the partner's work", 'pullWork')]),
    entry('book', 'Open the reading list', 'openReadingList'),
    entry('notebook', 'Open the recap so far', 'openRecap'),
    ...(active.invite === undefined ? [] : [entry('copy', 'Copy the invite', 'copyInvite')]),
    ...(session.startedBy === active.me && session.participants.length > 1
      ? [entry('person', 'Remove someone', 'removeParticipant')]
      : []),
    ...(active.kind === 'joined' ? [entry('sign-out', 'Leave the session', 'leaveSession')] : []),
    entry('history', 'Look back', 'lookBack'),
    entry('stop-circle', 'End the session', 'endSession'),
  ].map(item);
}

function item({ icon, label, description, command, argument }: MenuEntry): MenuItem {
  return {
    label: labelText(label),
    ...(description === undefined ? {} : { description: labelText(description) }),
    iconPath: new vscode.ThemeIcon(icon),
    run: () => vscode.commands.executeCommand(`interpair.${command}`, argument),
  };
}
