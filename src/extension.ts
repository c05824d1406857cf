import * as vscode from 'vscode';
import { deckCommands } from './features/decks/deckCommands.ts';
import { deckHints } from './features/decks/deckHints.ts';
import { Nudge } from './features/questions/nudge.ts';
import { questionCommands } from './features/questions/questionCommands.ts';
import { QuestionComments } from './features/questions/questionComments.ts';
import { QuestionDesk } from './features/questions/questionDesk.ts';
import { QuestionView } from './features/questions/questionView.ts';
import { readingCommands } from './features/reading/readingCommands.ts';
import { Recaps } from './features/recap/recaps.ts';
import { agendaNotices } from './features/record/agendaNotices.ts';
import { Records } from './features/record/records.ts';
import { scaffoldCommandIds } from './features/scaffolds/scaffoldCommandIds.ts';
import { scaffoldHints } from './features/scaffolds/scaffoldHints.ts';
import { ScaffoldView } from './features/scaffolds/scaffoldView.ts';
import { inviteLinks } from './features/session/inviteLinks.ts';
import { joinRequests } from './features/session/joinRequests.ts';
import { peopleNotices } from './features/session/peopleNotices.ts';
import { SessionView } from './features/session/sessionView.ts';
import { StatusBar } from './features/statusBar/statusBar.ts';
import { turnCommands } from './features/turn/turnCommands.ts';
import { TurnNotices } from './features/turn/turnNotices.ts';
import { thisMachine } from './log/thisMachine.ts';
import { Alarm } from './platform/alarm.ts';
import { lazyCommands, registerCommands } from './platform/commands.ts';
import { Content } from './platform/content.ts';
import { CursorTechniques } from './platform/cursorTechniques.ts';
import { Decks } from './platform/decks.ts';
import { Doorbell } from './platform/doorbell.ts';
import { DriverWatch } from './platform/driverWatch.ts';
import { Identity } from './platform/identity.ts';
import { LogChannel } from './platform/logChannel.ts';
import { attentionOf } from './platform/ownWindow.ts';
import { Passes } from './platform/passes.ts';
import { PastSessions } from './platform/pastSessions.ts';
import { ResultWatch } from './platform/resultWatch.ts';
import { SessionContext } from './platform/sessionContext.ts';
import { SessionMemory } from './platform/sessionMemory.ts';
import { Sessions } from './platform/sessions.ts';
import { settings } from './platform/settings.ts';
import { TurnStages } from './platform/turnStages.ts';
import { DisposableStore } from './util/disposable.ts';

/** Builds the graph of objects, registers what people see, and returns: it waits for nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');

  const log = store.add(new LogChannel());
  const content = new Content(dist.fsPath);
  const decks = store.add(new Decks(content));
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
  const stages = store.add(new TurnStages(sessions, new Alarm(thisMachine.timers)));
  const desk = store.add(new QuestionDesk({ sessions, decks, content, cursor, stages }));
  const comments = store.add(new QuestionComments(desk, sessions, log));
  const past = store.add(new PastSessions(context.globalStorageUri));
  const recaps = store.add(
    new Recaps({
      ...{ sessions, attention, past, log },
      library: { decks, content },
      storage: context.globalStorageUri,
    }),
  );
  const records = new Records(sessions, content, context.workspaceState);

  store.add(
    new DriverWatch({
      onDidMove: cursor.onDidChange,
      spot: () => cursor.spot(),
      onDidChangeSession: sessions.onDidChange,
      active: () => sessions.active,
      timers: thisMachine.timers,
      onError: (error) => log.note('Noting where the driver is', error),
    }),
  );
  store.add(new ResultWatch(sessions, thisMachine.timers, log));
  store.add(new SessionContext(sessions));
  store.add(new StatusBar(sessions, doorbell));
  const sessionView = store.add(new SessionView(sessions, past));
  store.add(joinRequests(doorbell));
  store.add(peopleNotices(sessions, attention));
  store.add(agendaNotices(sessions, attention));
  store.add(new TurnNotices(sessions, attention, log));
  const nudge = store.add(new Nudge(sessions, settings, new Alarm(thisMachine.timers)));
  const alarm = new Alarm(thisMachine.timers);
  store.add(new QuestionView({ sessions, desk, content, nudge, alarm, log, dist }, sessionView));
  store.add(deckHints(decks, content, log));
  store.add(
    vscode.window.registerTreeDataProvider('interpair.scaffolds', new ScaffoldView(content)),
  );
  store.add(scaffoldHints(content));
  store.add(vscode.window.registerUriHandler(inviteLinks()));
  store.add(
    registerCommands(
      {
        ...lazyCommands(
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
        ...readingCommands({ content, decks, sessions, cursor, log }),
        ...lazyCommands(scaffoldCommandIds, async () => {
          const { scaffoldCommands } = await import('./features/scaffolds/scaffoldCommands.ts');
          const { ScaffoldInserter } = await import('./features/scaffolds/scaffoldInserter.ts');
          return scaffoldCommands(content, new ScaffoldInserter(sessions, log));
        }),
        ...deckCommands(),
        ...comments.commands,
        ...recaps.commands,
        showMenu: async () => {
          const { showMenu } = await import('./features/statusBar/menu.ts');
          await showMenu(sessions, doorbell);
        },
        showLog: () => log.show(),
        openPlace: async (place) => (await import('./platform/findPlace.ts')).openPlace(place),
      },
      log,
    ),
  );
  log.background('Coming back into the session', () => sessions.resume());
}
