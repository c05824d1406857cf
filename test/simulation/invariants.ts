import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { SessionCommand } from '../../src/core/command.ts';
import type { Session } from '../../src/core/session.ts';
import type { SessionReplica } from '../../src/log/sessionReplica.ts';
import { eventsSchema } from '../../src/protocol/logEntry.ts';
import { refusalText } from '../../src/protocol/refusal.ts';
import { ClockWatch } from './clockWatch.ts';
import type { ConnectionEnd } from './connectionEnd.ts';
import { checkRoles } from './entryRules.ts';
import { HomeWitness } from './homeWitness.ts';
import { Order } from './order.ts';
import type { NetworkWitness } from './simulatedNetwork.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';
import { hold } from './violation.ts';
import type { Window } from './window.ts';
import type { World } from './world.ts';

/** What a window showed when it was last looked at. */
interface Shown {
  readonly replica: SessionReplica;
  readonly revision: number;
  readonly session: Session | undefined;
}

/** Told by a server of a guest that did nothing wrong: must never happen. */
const impossible = /\((?:diverged|malformed|tooLarge|wrongSecret|wrongSession|version|rate)\)/;

const appendSchema = v.looseObject({ events: eventsSchema });

/** Looks at every window after each step, and at all that crosses the network. */
export class Invariants implements NetworkWitness {
  readonly order: Order;
  readonly clocks: ClockWatch;
  readonly #world: World;
  readonly #home: HomeWitness;
  readonly #shown = new Map<Window, Shown>();
  /** The host's window has opened its session. */
  #isRecovered = false;

  constructor(world: World) {
    this.#world = world;
    this.order = new Order(world.decisions, world.history);
    this.clocks = new ClockWatch(world.scheduler);
    this.#home = new HomeWitness(({ actor, events }, at) => {
      if (actor === world.host.me) {
        const pressed = [...world.host.unanswered];
        world.decisions.decided(actor, events, { at, ahead: 0, pressed });
      }
    });
  }

  dispose(): void {
    this.#home.dispose();
  }

  /** A session is about to be opened there. */
  opening(window: Window): void {
    if (window === this.#world.host) {
      this.clocks.hostRestarts();
    }
  }

  dials(guest: SimulatedProcess): void {
    this.clocks.reset(guest);
  }

  sent(end: ConnectionEnd, text: string): void {
    this.clocks.sent(end, text);
    if (text.startsWith('{"type":"append"')) {
      const { events } = v.parse(appendSchema, JSON.parse(text));
      const window = this.#world.guests.find(({ computer }) => computer === end.process.computer);
      const at = window?.active?.replica.now();
      if (window !== undefined && at !== undefined) {
        const ahead = at - (this.#logsClock() ?? at);
        const pressed = [...window.unanswered];
        this.#world.decisions.decided(window.me, events, { at, ahead, pressed });
      }
    }
  }

  delivered(end: ConnectionEnd, text: string): void {
    this.clocks.delivered(end, text);
  }

  reported(window: Window, line: string): void {
    this.#world.history.note(`${window.id} told: ${line}`);
    hold(
      !impossible.test(line) && line !== refusalText('diverged'),
      () => `Turned away without a reason: ${window.id} ${line}`,
    );
  }

  /** A person was told that what they wanted is done. */
  acknowledged(replica: SessionReplica, command: SessionCommand): void {
    if (command.type === 'askQuestion' && command.deckId === undefined) {
      const asked = replica.session?.questions.find(({ id }) => id === command.id);
      hold(asked?.askedBy === replica.participantId, () => `Not asked: ${JSON.stringify(command)}`);
    }
  }

  check(): void {
    const { windows } = this.#world;
    for (const window of windows) {
      this.look(window);
    }
    this.#home.check(this.order.entries);
    if (this.#isRecovered) {
      this.#isRecovered = false;
      this.#home.checkRecovered(this.order.revision);
    }
    const { session } = this.order;
    if (session !== undefined && session.participants.length > 0) {
      checkRoles(session);
    }
    this.#checkClocks();
  }

  /** Compares what a window shows with what the others do. */
  look(window: Window): void {
    const replica = window.active?.replica;
    if (replica === undefined) {
      return;
    }
    const { entries, session } = replica;
    const before = this.#shown.get(window);
    const isNew = before?.replica !== replica;
    if (!isNew && before.revision === entries.length) {
      hold(before.session === session, () => `${window.id} shows another session without an entry`);
      return;
    }
    this.order.see(window.id, entries, isNew ? 0 : before.revision);
    hold(
      isDeepStrictEqual(session, this.order.sessionAt(entries.length)),
      () => `${window.id} shows a session of its own at revision ${entries.length}`,
    );
    if (isNew && window === this.#world.host) {
      hold(
        entries.length === this.order.revision,
        () => `Seen, and lost: ${JSON.stringify(this.order.entries[entries.length])}`,
      );
      this.#isRecovered = true;
    }
    this.#shown.set(window, { replica, revision: entries.length, session });
  }

  #logsClock(): number | undefined {
    const { host } = this.#world;
    return host.computer.isUp ? host.active?.replica.now() : undefined;
  }

  #checkClocks(): void {
    const truth = this.#logsClock();
    for (const { active, id, computer, process } of truth === undefined ? [] : this.#world.guests) {
      const most =
        process !== undefined && computer.isUp ? this.clocks.mostError(process) : undefined;
      if (truth !== undefined && active?.connection === 'connected' && most !== undefined) {
        const error = Math.abs(active.replica.now() - truth);
        hold(error <= most, () => `The clock of ${id} is off by ${error} ms; at most ${most} ms`);
      }
    }
  }
}
