import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minute } from '../../src/core/time.ts';
import { loopback } from '../../src/log/bindAddress.ts';
import { thisMachine } from '../../src/log/thisMachine.ts';
import { HostedSession } from '../../src/platform/session/hostedSession.ts';
import { newSessionCredentials } from '../../src/platform/session/sessionCredentials.ts';
import { type Announcement, encodeAnnouncement } from '../../src/protocol/announcement.ts';
import type { Invite } from '../../src/protocol/invite.ts';

const credentials = newSessionCredentials();

/** A session that a partner hosts in another window, which the tests play. Everyone is let in. */
export class PartnersSession {
  readonly #folder: string;
  readonly #name: string;
  #hosted: HostedSession;

  private constructor(folder: string, name: string, hosted: HostedSession) {
    this.#folder = folder;
    this.#name = name;
    this.#hosted = hosted;
  }

  static async start(name: string, hypothesis: string): Promise<PartnersSession> {
    const folder = await mkdtemp(join(tmpdir(), 'interpair-partner-'));
    const turns = { length: 15 * minute, onExpiry: 'ask', grace: 0 } as const;
    const hosted = await HostedSession.start({
      ...hosting(name),
      ...{ name, hypothesis, turns, credentials },
      journalBase: join(folder, 'today'),
    });
    return new PartnersSession(folder, name, hosted);
  }

  get hosted(): HostedSession {
    return this.#hosted;
  }

  get invite(): Invite {
    const { invite } = this.#hosted;
    if (invite === undefined) {
      throw new Error('The session has no door.');
    }
    return invite;
  }

  /** The names of those who are in it now. */
  get present(): readonly string[] {
    const people = this.#hosted.replica.session?.participants ?? [];
    return people.filter(({ present }) => present).map(({ name }) => name);
  }

  announcement(invite: Partial<Invite> = {}): Announcement {
    const startedBy = { id: idOf(this.#name), name: this.#name };
    return {
      invite: { ...this.invite, ...invite },
      startedBy,
      expires: Date.now() + 60 * minute,
    };
  }

  /** As it lies in a folder. */
  announced(change: Partial<Announcement> = {}): string {
    return encodeAnnouncement({ ...this.announcement(), ...change });
  }

  /** Hosts it at another place: nobody finds it there without a new invite. */
  async move(): Promise<void> {
    this.#hosted.dispose();
    const { journal, sessionId } = journalOf(this.#hosted);
    this.#hosted = await HostedSession.resume({
      ...hosting(this.#name),
      ...{ journal, sessionId, ports: [], hosts: [] },
      // Those who were in it are known again.
      credentials: { ...newSessionCredentials(), passKey: credentials.passKey },
    });
  }

  async dispose(): Promise<void> {
    this.#hosted.dispose();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function hosting(name: string) {
  return {
    machine: thisMachine,
    me: idOf(name),
    sessionId: `the session of ${name}`,
    bind: loopback,
    consent: async () => true,
    warn: () => undefined,
    report: () => undefined,
    onError: () => undefined,
  };
}

function idOf(name: string): string {
  return name.toLowerCase();
}

function journalOf({ remembered }: HostedSession) {
  if (remembered.kind !== 'hosted') {
    throw new Error('It is not hosted here.');
  }
  return remembered;
}
