import * as vscode from 'vscode';
import type { EpochMs } from '../core/time.ts';
import { thisMachine } from '../log/thisMachine.ts';
import { type Disposable, DisposableStore } from '../util/disposable.ts';
import { Alarm } from './alarm.ts';
import type { Attention } from './attention.ts';
import { CursorTechniques } from './code/cursorTechniques.ts';
import { DriverWatch } from './code/driverWatch.ts';
import { Runs } from './code/runs.ts';
import { Content } from './content/content.ts';
import { Decks } from './content/decks.ts';
import { LogChannel } from './logChannel.ts';
import { attentionOf } from './ownWindow.ts';
import { Doorbell } from './session/doorbell.ts';
import { withFirstSession } from './session/firstSession.ts';
import { Identity } from './session/identity.ts';
import { Passes } from './session/passes.ts';
import { SessionContext } from './session/sessionContext.ts';
import { SessionMemory } from './session/sessionMemory.ts';
import type { OpenerParts } from './session/sessionOpener.ts';
import { Sessions } from './session/sessions.ts';
import { LiveShare } from './sharing/liveShare.ts';

/** What all features build on: this window's session, its content, and what it sees of the code. */
export class Platform implements Disposable {
  readonly #disposables = new DisposableStore();
  /** The folder of the bundles. */
  readonly dist: vscode.Uri;
  /** Where files go that belong to no workspace. */
  readonly storage: vscode.Uri;
  /** What this workspace remembers. */
  readonly state: vscode.Memento;
  readonly log = this.#disposables.add(new LogChannel());
  readonly content: Content;
  readonly decks: Decks;
  readonly doorbell = this.#disposables.add(new Doorbell());
  readonly attention: Attention;
  readonly sessions: Sessions;
  readonly identity: Identity;
  readonly liveShare: LiveShare;
  readonly cursor = this.#disposables.add(new CursorTechniques());
  readonly runs = this.#disposables.add(new Runs(thisMachine.wallClock));

  constructor(context: vscode.ExtensionContext, whoSitsHere: OpenerParts['whoSitsHere']) {
    const { log, doorbell } = this;
    const { timers } = thisMachine;
    this.dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
    this.storage = context.globalStorageUri;
    this.state = context.workspaceState;
    this.content = new Content(this.dist.fsPath);
    this.decks = this.#disposables.add(new Decks(this.content));
    this.attention = this.#disposables.add(attentionOf(context.globalState, timers));
    this.identity = new Identity(context.globalState);
    this.liveShare = this.#disposables.add(new LiveShare(context.extension.id, timers, log));
    const parts: OpenerParts = {
      machine: thisMachine,
      doorbell,
      whoSitsHere,
      storage: this.storage,
      log,
      identity: this.identity,
      passes: new Passes(context.secrets),
      memory: new SessionMemory(context.workspaceState, context.secrets),
    };
    const sessions = this.#disposables.add(new Sessions(parts, this.attention));
    this.sessions = sessions;
    this.#disposables.add(new SessionContext(sessions));
    // What ran before the first session is none of its business.
    this.#disposables.add(
      withFirstSession(sessions, log, 'Watching what runs', async () => {
        const { watchRuns } = await import('./code/watchRuns.ts');
        const { ResultWatch } = await import('./code/resultWatch.ts');
        this.#disposables.add(watchRuns(this.runs));
        this.#disposables.add(new ResultWatch(sessions, this.runs, timers, log));
      }),
    );
    this.#disposables.add(
      withFirstSession(sessions, log, 'Sharing the session', async () => {
        const { shareFromThisWindow } = await import('./sharing/host/shareFromThisWindow.ts');
        const { liveShare } = this;
        const parts = { sessions, liveShare, timers, clock: () => this.now(), log };
        this.#disposables.add(shareFromThisWindow(parts));
      }),
    );
    this.#disposables.add(
      new DriverWatch({
        onDidMove: this.cursor.onDidChange,
        spot: () => this.cursor.spot(),
        onDidChangeSession: sessions.onDidChange,
        active: () => sessions.active,
        timers,
        onError: (error) => log.note('Noting where the driver is', error),
      }),
    );
  }

  /** The time of day on this machine. */
  now(): EpochMs {
    return thisMachine.wallClock();
  }

  /** Starts Live Share, or takes its session that is on; its link for guests, or `undefined` if it did not start. */
  async startLiveShare(): Promise<vscode.Uri | undefined> {
    const { startLiveShare } = await import('./sharing/host/startLiveShare.ts');
    return startLiveShare(this.liveShare, thisMachine.timers, this.log);
  }

  /** An alarm for whoever asks, who disposes it. */
  alarm(): Alarm {
    return new Alarm(thisMachine.timers);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
