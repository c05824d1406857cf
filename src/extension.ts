import * as vscode from 'vscode';
import { questionCommands } from './features/questions/questionCommands.ts';
import { QuestionDesk } from './features/questions/questionDesk.ts';
import { QuestionPanel } from './features/questions/questionPanel.ts';
import { Recaps } from './features/recap/recaps.ts';
import { agendaNotices } from './features/record/agendaNotices.ts';
import { Records } from './features/record/records.ts';
import { scaffoldCommands } from './features/scaffolds/scaffoldCommands.ts';
import { scaffoldHints } from './features/scaffolds/scaffoldHints.ts';
import { ScaffoldInserter } from './features/scaffolds/scaffoldInserter.ts';
import { ScaffoldView } from './features/scaffolds/scaffoldView.ts';
import { inviteLinks } from './features/session/inviteLinks.ts';
import { joinRequests } from './features/session/joinRequests.ts';
import { peopleNotices } from './features/session/peopleNotices.ts';
import { SessionView } from './features/session/sessionView.ts';
import { StatusBar } from './features/statusBar/statusBar.ts';
import { turnCommands } from './features/turn/turnCommands.ts';
import { TurnNotices } from './features/turn/turnNotices.ts';
import { thisMachine } from './log/thisMachine.ts';
import { loadedLater, registerCommands } from './platform/commands.ts';
import { Content } from './platform/content.ts';
import { CursorTechniques } from './platform/cursorTechniques.ts';
import { Doorbell } from './platform/doorbell.ts';
import { Identity } from './platform/identity.ts';
import { LogChannel } from './platform/logChannel.ts';
import { attentionOf } from './platform/ownWindow.ts';
import { Passes } from './platform/passes.ts';
import { openPlace } from './platform/places.ts';
import { SessionContext } from './platform/sessionContext.ts';
import { SessionMemory } from './platform/sessionMemory.ts';
import { Sessions } from './platform/sessions.ts';
import { DisposableStore } from './util/disposable.ts';

/** Builds the graph of objects, registers what people see, and returns: it waits for nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');

  const log = store.add(new LogChannel());
  const content = new Content(dist.fsPath);
  const doorbell = store.add(new Doorbell());
  const attention = store.add(attentionOf(context.globalState, thisMachine.timers));
  const sessions = store.add(
    new Sessions(
      {
        machine: thisMachine,
        identity: new Identity(context.globalState),
        passes: new Passes(context.secrets),
        memory: new SessionMemory(context.workspaceState, context.secrets),
        doorbell,
        whoSitsHere: async (name) =>
          (await import('./features/session/whoSitsHere.ts')).whoSitsHere(name),
        storage: context.globalStorageUri,
        log,
      },
      attention,
    ),
  );
  const cursor = store.add(new CursorTechniques());
  const desk = store.add(new QuestionDesk(sessions, content, cursor));
  const recaps = store.add(new Recaps(sessions, attention, context.globalStorageUri, log));
  const records = new Records(sessions, content, context.workspaceState);
  const inserter = new ScaffoldInserter(sessions, log);

  store.add(new SessionContext(sessions));
  store.add(new StatusBar(sessions, doorbell));
  store.add(new SessionView(sessions));
  store.add(joinRequests(doorbell));
  store.add(peopleNotices(sessions, attention));
  store.add(agendaNotices(sessions, attention));
  store.add(new TurnNotices(sessions, attention, log));
  store.add(new QuestionPanel(desk, sessions, content, log, dist));
  store.add(
    vscode.window.registerTreeDataProvider('interpair.scaffolds', new ScaffoldView(content)),
  );
  store.add(scaffoldHints(content));
  store.add(vscode.window.registerUriHandler(inviteLinks()));
  store.add(
    registerCommands(
      {
        ...loadedLater(
          [
            'startSession',
            'joinSession',
            'copyInvite',
            'removeParticipant',
            'leaveSession',
            'endSession',
          ],
          async () => {
            const { sessionCommands } = await import('./features/session/sessionCommands.ts');
            return sessionCommands(sessions, () => records.lookBack());
          },
        ),
        ...records.commands,
        ...turnCommands(sessions),
        ...questionCommands(desk),
        ...scaffoldCommands(content, inserter),
        ...recaps.commands,
        showMenu: async () => {
          const { showMenu } = await import('./features/statusBar/menu.ts');
          await showMenu(sessions, doorbell);
        },
        showLog: () => log.show(),
        openPlace,
      },
      log,
    ),
  );
  log.background('Coming back into the session', () => sessions.resume());
}
