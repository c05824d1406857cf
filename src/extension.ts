import type * as vscode from 'vscode';
import { coAuthorFeature } from './features/coAuthors/coAuthorFeature.ts';
import { deckCommands } from './features/decks/deckCommands.ts';
import { deckHints } from './features/decks/deckHints.ts';
import { holdFeature } from './features/hold/holdFeature.ts';
import { NavigatorLock } from './features/lock/navigatorLock.ts';
import { questionFeature } from './features/questions/questionFeature.ts';
import { readingCommands } from './features/reading/readingCommands.ts';
import { Recaps } from './features/recap/recaps.ts';
import { agendaNotices } from './features/record/agendaNotices.ts';
import { Records } from './features/record/records.ts';
import { scaffoldFeature } from './features/scaffolds/scaffoldFeature.ts';
import { sessionFeature } from './features/session/sessionFeature.ts';
import { StatusBar } from './features/statusBar/statusBar.ts';
import { turnFeature } from './features/turn/turnFeature.ts';
import { workFeature } from './features/work/workFeature.ts';
import { registerCommands } from './platform/commands.ts';
import { Platform } from './platform/platform.ts';
import { PastSessions } from './platform/record/pastSessions.ts';
import { DisposableStore } from './util/disposable.ts';

/** Builds the graph of objects, registers what people see, and returns: it waits for nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  context.subscriptions.push(store);

  const platform = store.add(
    new Platform(context, async (name) =>
      (await import('./features/session/whoSitsHere.ts')).whoSitsHere(name),
    ),
  );
  const { sessions, attention, content, decks, cursor, storage, liveShare, log } = platform;
  const past = store.add(new PastSessions(storage));
  const library = { decks, content };

  const records = new Records(sessions, content, platform.state);
  const session = sessionFeature(platform, store, past, () => records.lookBack());
  const questions = questionFeature(platform, store, session.view);
  const recaps = store.add(new Recaps({ sessions, attention, library, past, storage, log }));
  const statusBar = store.add(new StatusBar(sessions, platform.doorbell));
  store.add(agendaNotices(sessions, attention));
  const turn = turnFeature(platform, store, records.fill, questions.view);
  store.add(new NavigatorLock({ sessions, liveShare, attention, log, state: platform.state }));
  store.add(deckHints(decks, content, log));
  store.add(
    registerCommands(
      {
        ...session.commands,
        ...records.commands,
        ...turn,
        ...holdFeature(platform, store, (run) => records.predictThenHold(run)),
        ...questions.commands,
        ...readingCommands({ content, decks, sessions, cursor, log }),
        ...scaffoldFeature(platform, store),
        ...workFeature(platform, store),
        ...coAuthorFeature(platform, store),
        ...deckCommands(),
        ...recaps.commands,
        ...statusBar.commands,
        showLog: () => log.show(),
        openPlace: async (place) => (await import('./platform/code/findPlace.ts')).openPlace(place),
      },
      log,
    ),
  );
  log.background('Coming back into the session', () => sessions.resume());
}
