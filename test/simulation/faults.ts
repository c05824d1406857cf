import { sessionPorts } from '../../src/protocol/sessionPorts.ts';
import type { DiskTroubles } from './simulatedDisk.ts';
import type { Window } from './window.ts';
import type { World } from './world.ts';

interface Fault {
  readonly kind: string;
  readonly weight: number;
  happen(world: World, kind: string): void;
}

const diskTrouble = (trouble: Exclude<keyof DiskTroubles, 'liesAboutSync'>) => {
  return (world: World, kind: string) => {
    const { troubles } = world.host.computer.disk;
    if (!troubles[trouble]) {
      troubles[trouble] = true;
      const undo = () => {
        troubles[trouble] = false;
      };
      world.trouble(kind, 'the host', world.random.exponential(6_000), undo);
    }
  };
};

const faults: readonly Fault[] = [
  { kind: 'partition', weight: 4, happen: partition },
  { kind: 'congestion', weight: 3, happen: congest },
  { kind: 'connection broken', weight: 4, happen: breakConnection },
  { kind: 'half-open connection', weight: 4, happen: halfOpen },
  { kind: 'dial failing', weight: 3, happen: failDial },
  { kind: 'disk filling up', weight: 3, happen: diskTrouble('isFull') },
  { kind: 'sync failing', weight: 3, happen: diskTrouble('failsToSync') },
  { kind: 'slow disk', weight: 3, happen: diskTrouble('isSlow') },
  { kind: 'process killed', weight: 4, happen: kill },
  { kind: 'power cut', weight: 3, happen: cutPower },
  { kind: 'process killed while writing', weight: 3, happen: whileWriting(kill) },
  { kind: 'power cut while writing', weight: 3, happen: whileWriting(cutPower) },
  { kind: 'window reloaded', weight: 3, happen: reload },
  { kind: 'machine asleep', weight: 3, happen: sleep },
  { kind: 'clock set', weight: 1, happen: setClock },
  { kind: 'port taken', weight: 1, happen: takePort },
];

export const faultKinds: readonly string[] = faults.map(({ kind }) => kind);

/** Lets one of the kinds of fault happen, if it can. */
export function letFaultHappen(world: World, kinds: readonly string[]): void {
  const fault = world.random.weighted(faults.filter(({ kind }) => kinds.includes(kind)));
  fault.happen(world, fault.kind);
}

function partition(world: World, kind: string): void {
  const guest = world.random.pick(world.guests);
  const [there, back] = world.network.paths(guest.computer);
  const cut = world.random.pick([[there, back], [there], [back]]);
  for (const path of cut) {
    path.isCut = true;
  }
  const undo = () => {
    for (const path of cut) {
      path.isCut = false;
    }
  };
  const what = cut.length === 2 ? 'both ways' : cut[0] === there ? 'to the host' : 'from the host';
  world.trouble(kind, `${guest.id}, ${what}`, world.random.exponential(12_000), undo);
}

function congest(world: World, kind: string): void {
  const guest = world.random.pick(world.guests);
  const path = world.random.pick(world.network.paths(guest.computer));
  path.congestion = world.random.exponential(600);
  const undo = () => {
    path.congestion = 0;
  };
  world.trouble(kind, `${guest.id}`, world.random.exponential(10_000), undo);
}

/** A middlebox drops the connection: each side that is told, is told; the other one has to notice. */
function forget(world: World, kind: string, told: readonly ('guest' | 'host')[]): void {
  const open = [...world.network.connections].filter(({ hostEnd }) => hostEnd !== undefined);
  if (open.length > 0) {
    const connection = world.random.pick(open);
    connection.isForgotten = true;
    const who = told.length === 0 ? 'nobody' : told.join(' and ');
    world.history.fault(kind, `${connection.guestEnd.name}, ${who} told`);
    for (const side of told) {
      const end = side === 'guest' ? connection.guestEnd : connection.hostEnd;
      world.scheduler.after(0, () => end?.process.computer.isUp && end.tell('broken'));
    }
  }
}

function breakConnection(world: World, kind: string): void {
  forget(world, kind, ['guest', 'host']);
}

function halfOpen(world: World, kind: string): void {
  forget(world, kind, world.random.pick([['guest'], ['host'], []] as const));
}

function failDial(world: World, kind: string): void {
  const failure = world.random.pick(['refused', 'accepted, then closed'] as const);
  world.history.fault(kind, `next one ${failure}`);
  world.network.dialFailures.push(failure);
}

function someRunning(world: World): Window | undefined {
  const running = world.windows.filter(({ isRunning, computer }) => isRunning && computer.isUp);
  const all = [...running, ...running.filter((window) => window === world.host)];
  return all.length === 0 ? undefined : world.random.pick(all);
}

function kill(world: World, kind: string, window = someRunning(world)): void {
  if (window !== undefined) {
    world.history.fault(kind, window.id);
    window.crash();
    world.openLater(window, world.random.exponential(4_000));
  }
}

/** While the host's journal is being written, or just after. */
function whileWriting(happen: (world: World, kind: string, window: Window) => void) {
  return (world: World, kind: string) => {
    world.host.computer.disk.onWrite = () => {
      world.scheduler.after(world.random.exponential(1.5), () => {
        if (!world.isCalm && world.host.isRunning && world.host.computer.isUp) {
          happen(world, kind, world.host);
        }
      });
    };
  };
}

function cutPower(world: World, kind: string, window = world.random.pick(world.windows)): void {
  const { computer } = window;
  if (computer.isOn) {
    for (const { guestEnd, hostEnd } of [...world.network.connections]) {
      for (const end of [guestEnd, hostEnd]) {
        if (end?.process.computer === computer) {
          end.vanish();
        }
      }
    }
    computer.isOn = false;
    window.crash();
    computer.disk.losePower();
    const undo = () => {
      computer.wake();
      computer.isOn = true;
      world.openLater(window, world.random.exponential(2_000));
    };
    world.trouble(kind, window.id, world.random.exponential(6_000), undo);
  }
}

function reload(world: World, kind: string): void {
  const window = someRunning(world);
  if (window !== undefined) {
    world.history.fault(kind, window.id);
    window.close(world.random.exponential(500));
    world.openLater(window, world.random.pick([0, 5, 500, 1_000]));
  }
}

/** Long enough that no clock sample of afterwards can agree with one of before. */
const shortestSleep = 30_000;

function sleep(world: World, kind: string): void {
  const { computer, id } = world.random.pick(world.windows);
  if (computer.isUp) {
    computer.sleep();
    const duration = shortestSleep + world.random.exponential(60_000);
    const earliest = world.scheduler.now + shortestSleep;
    const undo = () => world.scheduler.after(earliest - world.scheduler.now, () => computer.wake());
    world.trouble(kind, id, duration, undo);
  }
}

/** By enough that no clock sample of afterwards can agree with one of before. */
function setClock(world: World, kind: string): void {
  const window = world.random.pick([...world.guests, ...world.windows]);
  const isHost = window === world.host;
  const direction = isHost ? world.plan.hostClockGoes : world.random.pick([-1, 1]);
  const change = direction * world.random.between(30_000, 120_000);
  if (window.computer.isUp) {
    world.history.fault(kind, `${window.id} by ${(change / 1000).toFixed(3)} s`);
    window.computer.setClock(change);
    if (isHost) {
      world.invariants.clocks.hostWasSet(change);
    }
  }
}

/** Another program has the host's port once the host is away, and perhaps the next ones. */
function takePort(world: World, kind: string): void {
  const { takenPorts } = world.network;
  const ports = [world.invite?.port ?? 0, ...sessionPorts(world.secret)];
  const taken = ports
    .slice(0, world.random.pick([1, 1, 2, ports.length]))
    .filter((port) => !takenPorts.has(port));
  for (const port of taken) {
    takenPorts.add(port);
  }
  const undo = () => {
    for (const port of taken) {
      takenPorts.delete(port);
    }
  };
  world.trouble(kind, taken.join(', '), world.random.exponential(60_000), undo);
}
