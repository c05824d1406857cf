import type * as vsls from 'vsls';
import { TurnedAwayError } from '../../../src/log/turnedAwayError.ts';
import { type Connection, sessionOf } from '../../../src/platform/session/activeSession.ts';
import type { Way } from '../../../src/platform/session/joinedSession.ts';
import type { CodeSharing } from '../../../src/platform/sharing/codeSharing.ts';
import { type ArrivalParts, Arrivals } from '../../../src/platform/sharing/guest/arrivals.ts';
import type { Found } from '../../../src/platform/sharing/guest/finder.ts';
import type { Cause, Welcome } from '../../../src/platform/sharing/guest/welcome.ts';
import { roles } from '../../../src/platform/sharing/roles.ts';
import type { Announcement } from '../../../src/protocol/announcement.ts';
import { type Invite, newSecret } from '../../../src/protocol/invite.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { reasonOf } from '../../../src/util/humanError.ts';
import { ok, type Result } from '../../../src/util/result.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { WorkspaceMemory } from '../../support/workspaceMemory.ts';
import { Play } from '../core/play.ts';

type Present = NonNullable<ArrivalParts['sessions']['active']>;
type GuestsApi = NonNullable<Awaited<ReturnType<ArrivalParts['liveShare']['api']>>>;

/** What a session announces. Its port is one that nothing listens on. */
export function announcement(
  change: Partial<Invite> = {},
  startedBy = { id: 'ada', name: 'Ada' },
): Announcement {
  const address = { hosts: ['127.0.0.1'], port: 1, fingerprint: 'F'.repeat(43) };
  const invite: Invite = {
    ...{ version: 1, sessionId: 'heads', secret: newSecret() },
    ...address,
    ...change,
  };
  return { invite, startedBy, expires: Date.parse('2100-01-01T00:00:00Z') };
}

/** Live Share as its guest sees it, which becomes one when the test says so. */
export class GuestsSide implements GuestsApi {
  readonly #onDidChange = new Emitter<vsls.SessionChangeEvent>();
  session: vsls.Session = seat(roles.none, null);
  /** What it says to those who ask for the shared service. */
  service: () => Promise<vsls.SharedServiceProxy | null> = async () => null;

  readonly onDidChangeSession: GuestsApi['onDidChangeSession'] = (listener) =>
    this.#onDidChange.event((change) => listener(change));

  getSharedService(): Promise<vsls.SharedServiceProxy | null> {
    return this.service();
  }

  become(role: vsls.Role, name: string | null = null): void {
    this.session = seat(role, name);
    this.#onDidChange.fire({ session: this.session });
  }
}

function seat(role: vsls.Role, name: string | null): vsls.Session {
  const user = name === null ? null : { displayName: name, emailAddress: null, userName: null };
  return {
    ...{ role, access: 3, peerNumber: role, id: 'live', presentationMode: false },
    user: user && { ...user, id: 'grace' },
  };
}

/** Grace's window with a partner's code in it, where everything around the arrivals is as the test says. */
export class GuestsWindow {
  readonly timers = new ManualTimers();
  readonly liveShare = new GuestsSide();
  /** What brought the code. */
  sharing: CodeSharing | undefined = 'liveShare';
  /** What lies in its folders. */
  announced: readonly Result<Announcement, string>[] = [];
  /** What VS Code keeps over a reload. */
  readonly state: WorkspaceMemory;
  /** The session that it was in before a reload. */
  remembered: string | undefined;
  /** What git calls her. */
  gitName: string | undefined = 'grace';
  /** Why a session can't be joined. */
  obstacle: Error | undefined;
  /** Whether she would rather not join after all, as where she is asked who sits at this window. */
  changesHerMind = false;
  /** What she answers: to an offer, and where a name or a port is asked for. */
  answers: { offer?: boolean; name?: string; port?: number } = {};
  /** While she looks at an offer. */
  onOffer: () => void = () => undefined;
  /** What she is told and asked, and what is done for her. */
  readonly seen: string[] = [];
  /** The ways by which it joined or tried to, and the names that it came by. */
  readonly ways: Way[] = [];
  readonly names: (string | undefined)[] = [];
  readonly logged: string[] = [];
  readonly #onDidChange = new Emitter<{ readonly change?: unknown }>();
  #active: Present | undefined;
  #arrivals: Arrivals | undefined;

  constructor(state = new WorkspaceMemory()) {
    this.state = state;
  }

  get arrivals(): Arrivals {
    this.#arrivals ??= new Arrivals(this.#parts(), this.#welcome(), {
      timers: this.timers,
      wallClock: () => 0,
      steadyClock: () => this.timers.now,
    });
    return this.#arrivals;
  }

  get session(): string | undefined {
    return this.#active && sessionOf(this.#active).id;
  }

  announce(...announcements: readonly Announcement[]): void {
    this.announced = announcements.map((one) => ok(one));
  }

  /** Looks, until there is nothing left to do. */
  async look(): Promise<void> {
    this.arrivals.look();
    await quiet();
  }

  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.timers.advance(1000);
      await quiet();
    }
  }

  async become(connection: Connection | undefined): Promise<void> {
    this.#active = connection && this.#active && { ...this.#active, connection };
    this.#onDidChange.fire({});
    await quiet();
  }

  #parts(): ArrivalParts {
    const active = () => this.#active;
    return {
      folders: {
        sharing: this.sharing,
        announced: async () => this.announced,
      },
      sessions: {
        get active() {
          return active();
        },
        onDidChange: this.#onDidChange.event,
        settled: async () => undefined,
        remembers: (id) => this.remembered === id,
        leave: () => {
          this.seen.push(`left ${this.session}`);
          return this.become(undefined);
        },
        joinBy: async (way, { knownAs }) => {
          this.ways.push(way);
          if (this.obstacle !== undefined) {
            throw this.obstacle;
          }
          this.names.push(knownAs);
          return this.changesHerMind ? undefined : this.#join(way);
        },
      },
      identity: { id: async () => 'grace', givenName: async (known) => known ?? this.gitName },
      liveShare: { api: async () => this.liveShare },
      state: this.state,
      log: {
        info: (line) => this.logged.push(line),
        note: (doing, error) => this.logged.push(`${doing}: ${reasonOf(error)}`),
        report: (_, error) => this.seen.push(reasonOf(error)),
        background: (_, work) => {
          work().catch((error: unknown) => this.seen.push(reasonOf(error)));
        },
      },
    };
  }

  #join({ invite, isFound }: Way): Present {
    const session = { ...Play.pair().now, id: invite.sessionId };
    const who = { sessionId: session.id, me: 'grace', name: 'Grace', isSecondWindow: false };
    this.#active = {
      ...{ me: 'grace', connection: 'connected', invite, replica: { session, now: () => 0 } },
      remembered: isFound
        ? { kind: 'found', ...who }
        : { kind: 'joined', ...who, hosts: [...invite.hosts], port: invite.port },
    };
    this.remembered = session.id;
    this.#onDidChange.fire({});
    return this.#active;
  }

  #welcome(): Welcome {
    const { seen } = this;
    return {
      offer: async ({ announcement: { startedBy } }: Found) => {
        seen.push(`offered ${startedBy.name}'s`);
        const { offer = false } = this.answers;
        this.onOffer();
        return offer;
      },
      askName: async () => {
        seen.push('asked for a name');
        return this.answers.name;
      },
      askPort: async (_, tried) => {
        seen.push(`asked for another port than ${tried}`);
        return this.answers.port;
      },
      join: async (found: Found, cause: Cause, join: Parameters<Welcome['join']>[2]) => {
        const { signal } = new AbortController();
        if ((await join({ onWaiting: () => undefined, signal })) !== undefined) {
          seen.push(`${cause} in ${found.announcement.startedBy.name}'s`);
        }
      },
      tellCutOff: () => seen.push('cut off'),
      warn: (sentence: string) => seen.push(sentence),
    };
  }
}

export const removed = new TurnedAwayError('removed');

/** Resolves once all that waits for nothing but itself has happened. */
export async function quiet(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
