import type { SessionCommand } from '../../src/core/command.ts';
import type { SessionReplica } from '../../src/log/sessionReplica.ts';
import type { Invite } from '../../src/protocol/invite.ts';
import { sessionPorts } from '../../src/protocol/sessionPorts.ts';
import { Decisions } from './decisions.ts';
import { letFaultHappen } from './faults.ts';
import { History } from './history.ts';
import { Invariants } from './invariants.ts';
import { isHuman, letSomeonePress } from './people.ts';
import { type Plan, planFrom } from './plan.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedConsents } from './simulatedConsents.ts';
import { SimulatedMachine } from './simulatedMachine.ts';
import { SimulatedNetwork } from './simulatedNetwork.ts';
import { Violation } from './violation.ts';
import { Window } from './window.ts';

/** How often someone who wants to be in the session and is not tries again, in milliseconds. */
const untilNextTry = 3_000;

/** Some machines, the network between them, the people at them, and what goes wrong. */
export class World {
  readonly scheduler = new Scheduler();
  readonly history = new History(this.scheduler);
  readonly decisions = new Decisions();
  readonly random: Random;
  readonly plan: Plan;
  /** 128 bits; who else might know them is not simulated. */
  readonly secret = 'A'.repeat(22);
  readonly network: SimulatedNetwork;
  readonly host: Window;
  readonly guests: readonly Window[];
  readonly windows: readonly Window[];
  readonly invariants: Invariants;
  /** Those who do not want to be in the session now. */
  readonly absentees = new Set<Window>();
  /** The newest that the host gave out. */
  invite: Invite | undefined;
  /** People press nothing any more and nothing goes wrong. */
  isCalm = false;
  steps = 0;
  readonly #consents = new SimulatedConsents(this);
  readonly #undos = new Set<() => void>();
  #number = 0;
  #failure: Error | undefined;

  /** @param plan drawn from the seed, unless a test has its own. */
  constructor(seed: number, plan?: Plan) {
    this.random = new Random(seed);
    this.plan = plan ?? planFrom(this.random);
    const { scheduler, history } = this;
    const computer = (name: string) =>
      new SimulatedMachine(name, scheduler, this.random.fork(), history);
    const host = computer('host');
    const random = this.random.fork();
    this.network = new SimulatedNetwork(host, this.plan.network, { scheduler, random, history });
    this.host = this.#window('host', host);
    this.guests = Array.from({ length: this.plan.guests }, (_, index) => {
      const id = `guest${index + 1}`;
      return this.#window(id, computer(id));
    });
    this.windows = [this.host, ...this.guests];
    this.invariants = new Invariants(this);
    this.network.witness = this.invariants;
  }

  /** Starts the session and lets people and faults come. */
  async begin(): Promise<void> {
    this.host.open();
    this.host.start(this.plan.turns, 'session', { secret: this.secret, passKey: this.secret });
    while (this.host.active === undefined) {
      await this.step();
    }
    for (const window of this.windows) {
      window.open();
      this.#keepTrying(window);
    }
    this.#again(this.plan.untilNextPress / this.windows.length, () => letSomeonePress(this));
    if (this.plan.faults.length > 0) {
      this.#again(this.plan.untilNextFault, () => letFaultHappen(this, this.plan.faults));
    }
  }

  /** Lets one thing happen and checks what must hold. */
  async step(): Promise<void> {
    while (!this.scheduler.runNext()) {
      // Nothing of the product ran.
    }
    await new Promise((resolve) => setImmediate(resolve));
    this.steps++;
    this.invite = this.host.active?.invite ?? this.invite;
    this.invariants.check();
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  /** Everything works from now on, and nobody presses anything. */
  heal(): void {
    this.history.note('everything heals');
    this.isCalm = true;
    this.network.isCalm = true;
    this.network.dialFailures.length = 0;
    this.#consents.answerAll();
    for (const undo of [...this.#undos]) {
      undo();
    }
  }

  /** Something goes wrong for a while. */
  trouble(kind: string, what: string, duration: number, undo: () => void): void {
    this.history.fault(kind, `${what}, for ${(duration / 1000).toFixed(3)} s`);
    const once = () => {
      if (this.#undos.delete(once)) {
        this.history.note(`over   ${kind}: ${what}`);
        undo();
      }
    };
    this.#undos.add(once);
    this.scheduler.after(duration, once);
  }

  openLater(window: Window, delay: number): void {
    this.scheduler.after(delay, () => {
      if (window.computer.isOn) {
        window.open();
        this.#bringIn(window);
      }
    });
  }

  nextNumber(): number {
    return ++this.#number;
  }

  /** Somebody's command was answered: it stands where it must, under their name. */
  acknowledged(replica: SessionReplica, command: SessionCommand): void {
    this.invariants.acknowledged(replica, command);
  }

  expectHumanError(done: Promise<void>, doing: string): void {
    done.catch((error: unknown) => {
      if (!isHuman(error)) {
        this.defect(doing, error);
      }
    });
  }

  defect(doing: string, error: unknown): void {
    this.#failure ??=
      error instanceof Violation ? error : new Violation(`${doing}: ${detail(error)}`);
  }

  #window(id: string, computer: SimulatedMachine): Window {
    return new Window(id, computer, this.network, {
      consent: (process) => this.#consents.askedIn(process),
      report: (window, line) => this.invariants.reported(window, line),
      onOpening: (window) => this.invariants.opening(window),
      onFinish: (window) => this.invariants.look(window),
      onDefect: (doing, error) => this.defect(doing, error),
    });
  }

  #again(mean: number, run: () => void): void {
    this.scheduler.after(this.random.exponential(mean), () => {
      if (!this.isCalm) {
        run();
        this.#again(mean, run);
      }
    });
  }

  /** Whoever wants to be in the session, and is not, tries to get in. */
  #keepTrying(window: Window): void {
    this.scheduler.after(this.random.between(1, untilNextTry), () => {
      this.#bringIn(window);
      this.#keepTrying(window);
    });
  }

  #bringIn(window: Window): void {
    if (window.computer.isUp && !this.absentees.has(window) && !window.hasEnded) {
      this.#tryToGetIn(window);
    }
  }

  #tryToGetIn(window: Window): void {
    const { invite } = this;
    const { active, remembered } = window;
    if (active === undefined && !window.isOpening && window.isRunning) {
      const isLost = remembered?.kind === 'joined' && !this.#findsTheHost(remembered.port);
      if (remembered !== undefined && !isLost) {
        window.reopen(remembered);
      } else if (window !== this.host && invite !== undefined) {
        window.join(invite);
      }
    } else if (active?.kind === 'joined' && !this.#findsTheHost(active.invite?.port)) {
      this.history.note(`${window.id} joins anew`);
      this.expectHumanError(window.leave(), `${window.id} joins anew`);
    }
  }

  /** Without the invite that the host has sent anew. */
  #findsTheHost(port: number | undefined): boolean {
    const there = this.invite?.port;
    return there === undefined || there === port || sessionPorts(this.secret).includes(there);
  }
}

function detail(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
