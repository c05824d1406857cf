import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loopback } from '../../../../src/log/bindAddress.ts';
import type { Channel } from '../../../../src/log/channel.ts';
import type { RemoteLog, RemoteLogOptions } from '../../../../src/log/remote/remoteLog.ts';
import { thisMachine } from '../../../../src/log/thisMachine.ts';
import type { ActiveSession } from '../../../../src/platform/session/activeSession.ts';
import { HostedSession } from '../../../../src/platform/session/hostedSession.ts';
import { newSessionCredentials } from '../../../../src/platform/session/sessionCredentials.ts';
import type { SessionsChange } from '../../../../src/platform/session/sessions.ts';
import { HostSharing } from '../../../../src/platform/sharing/host/hostSharing.ts';
import { type Announcement, parseAnnouncement } from '../../../../src/protocol/announcement.ts';
import { DisposableStore, toDisposable } from '../../../../src/util/disposable.ts';
import { Emitter } from '../../../../src/util/emitter.ts';
import { joinRemote } from '../../../contract/joinRemote.ts';
import { ManualTimers } from '../../../contract/manualTimers.ts';
import { ScratchFolder } from '../../../support/scratchFolder.ts';
import { eventually } from '../../../vscode/eventually.ts';
import { asking } from '../../core/play.ts';
import { FakeLiveShare } from './fakeLiveShare.ts';

/** What the service that Live Share shares offers its guests. */
interface Offered {
  readonly announcement: () => Announcement;
  readonly serve: (channel: Channel) => void;
}

/** Ada's window, with a folder that she shares and no consent for anyone. */
export class AdasWindow implements AsyncDisposable {
  readonly folder: string;
  readonly liveShare = new FakeLiveShare();
  readonly timers = new ManualTimers();
  readonly notes: string[] = [];
  readonly told: string[] = [];
  readonly extensionsChanged = new Emitter<void>();
  /** Live Share is reached, by whoever asked for it. */
  readonly liveShareReached = new Emitter<void>();
  isInstalled = true;
  hasFolder = true;
  offered: Offered | undefined;
  /** How often something was offered. */
  offers = 0;
  sharing: HostSharing | undefined;
  readonly #scratch: ScratchFolder;
  readonly #disposables = new DisposableStore();
  readonly #changed = new Emitter<SessionsChange>();
  readonly onDidChange = this.#changed.event;
  #active: HostedSession | undefined;

  private constructor(scratch: ScratchFolder) {
    this.#scratch = scratch;
    this.folder = scratch.path;
    this.timers.now = Date.now();
  }

  static async open(): Promise<AdasWindow> {
    return new AdasWindow(await ScratchFolder.make());
  }

  get active(): ActiveSession | undefined {
    return this.#active;
  }

  get session(): HostedSession {
    assert.ok(this.#active);
    return this.#active;
  }

  /** Starts a session in the window, which is loaded with the first one. */
  async start(sessionId = 'session', { inviteOthers = true } = {}): Promise<HostedSession> {
    const hosted = await HostedSession.start({
      ...{ machine: thisMachine, me: 'ada', name: 'Ada', sessionId, turns: asking, bind: loopback },
      hypothesis: 'Do induction heads form before layer 2?',
      journalBase: join(this.folder, sessionId),
      credentials: inviteOthers ? newSessionCredentials() : undefined,
      consent: async () => false,
      warn: () => undefined,
      report: () => undefined,
      onError: () => undefined,
    });
    this.#disposables.add(hosted);
    this.#become(hosted);
    this.sharing ??= this.#share();
    return hosted;
  }

  end(): void {
    const ended = this.#active;
    this.#become(undefined);
    ended?.conclude();
  }

  /** The session that the folder announces, once it is as it should be. */
  announces(isRight: (announcement: Announcement) => boolean): Promise<Announcement> {
    return eventually(async () => {
      const text = await readFile(this.file, 'utf8').catch(() => '');
      const parsed = parseAnnouncement(text, this.timers.now);
      return parsed.ok && isRight(parsed.value) && parsed.value;
    });
  }

  /** The announcement of an entrance through which guests come in unasked. */
  announcesSideDoor(): Promise<Announcement> {
    return this.announces(({ invite }) => invite.secret !== this.session.invite?.secret);
  }

  announcesInvite(): Promise<Announcement> {
    return this.announces(({ invite }) => invite.secret === this.session.invite?.secret);
  }

  async isAnnounced(): Promise<boolean> {
    return stat(this.file).then(
      () => true,
      () => false,
    );
  }

  get file(): string {
    return join(this.folder, '.interpair', 'live.json');
  }

  /** Lets what is under way come to rest: it takes fewer steps, on the disk too. */
  async settle(): Promise<void> {
    for (let steps = 0; steps < 50; steps++) {
      await stat(this.folder);
    }
  }

  /** Grace comes in by what is announced, if that is allowed; by a channel of the service where one is given. */
  async join(
    { invite }: Announcement,
    options: Partial<RemoteLogOptions> = {},
  ): Promise<RemoteLog> {
    const grace = await joinRemote(invite, { participantId: 'grace', ...options });
    return this.#disposables.add(grace);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sharing?.dispose();
    await this.settle();
    this.#disposables.dispose();
    await this.#scratch[Symbol.asyncDispose]();
  }

  #share(): HostSharing {
    return new HostSharing({
      sessions: this,
      liveShare: {
        api: async () => (this.isInstalled ? this.liveShare : undefined),
        onDidChangeSession: this.liveShareReached.event,
      },
      onDidChangeExtensions: this.extensionsChanged.event,
      folder: () => (this.hasFolder ? this.folder : undefined),
      serve: () => ({
        offer: (announcement, serve) => {
          const offer = { announcement, serve };
          this.offered = offer;
          this.offers++;
          return toDisposable(() => {
            this.offered = this.offered === offer ? undefined : this.offered;
          });
        },
      }),
      offerInvite: (sentence) => this.told.push(sentence),
      clock: () => this.timers.now,
      timers: this.timers,
      log: { info: () => undefined, note: (doing) => this.notes.push(doing) },
    });
  }

  #become(active: HostedSession | undefined): void {
    this.#active = active;
    this.#changed.fire({ active });
  }
}
