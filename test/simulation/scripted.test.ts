import assert from 'node:assert/strict';
import { participant } from '../../src/core/rotation.ts';
import type { Turn } from '../../src/core/turn.ts';
import { pass } from './liveness.ts';
import { planFrom } from './plan.ts';
import { Random } from './random.ts';
import type { Window } from './window.ts';
import { World } from './world.ts';

/** A host and a guest on a network without faults, to whom happens only what a test does. */
async function pair(): Promise<World> {
  const world = new World(1, {
    ...planFrom(new Random(1)),
    guests: 1,
    turns: { length: 3_600_000, onExpiry: 'ask', grace: 0 },
    network: { loss: 0, duplication: 0, delay: 20, jitter: 1 },
  });
  world.isCalm = true;
  await world.begin();
  await until(world, 60_000, () => world.guests.every(({ isConnected }) => isConnected));
  return world;
}

async function until(world: World, span: number, holds: () => boolean): Promise<void> {
  const last = world.scheduler.now + span;
  while (!holds() && world.scheduler.now < last) {
    await world.step();
  }
  assert.ok(holds(), world.history.lines.join('\n'));
}

function isShown(world: World, window: Window | undefined): boolean {
  const { session } = world.invariants.order;
  return session !== undefined && participant(session, window?.me ?? '')?.present === true;
}

describe('while the disk of the host is full', () => {
  let dispose: (() => void) | undefined;
  afterEach(() => dispose?.());

  async function start(): Promise<World> {
    const world = await pair();
    dispose = () => world.invariants.dispose();
    return world;
  }

  it('who goes is shown as gone once there is room, though nothing else happens', async () => {
    const world = await start();
    const [guest] = world.guests;
    const { troubles } = world.host.computer.disk;
    troubles.isFull = true;
    guest?.crash();
    await until(world, 60_000, () => world.history.counts.has('disk full'));
    assert.ok(isShown(world, guest));
    troubles.isFull = false;
    await until(world, 10_000, () => !isShown(world, guest));
  });

  it('who comes back is shown as here once there is room, though nothing else happens', async () => {
    const world = await start();
    const [guest] = world.guests;
    const { troubles } = world.host.computer.disk;
    const [there, back] = world.network.paths(guest?.computer ?? world.host.computer);
    there.isCut = back.isCut = true;
    await until(world, 60_000, () => !isShown(world, guest));
    troubles.isFull = true;
    there.isCut = back.isCut = false;
    await until(world, 60_000, () => world.history.counts.has('disk full'));
    assert.ok(guest?.isConnected && !isShown(world, guest));
    troubles.isFull = false;
    await until(world, 10_000, () => isShown(world, guest));
  });
});

describe('while the driver is gone', () => {
  let dispose: (() => void) | undefined;
  afterEach(() => dispose?.());

  /** A pair of whom the guest drives, and whose path is cut. */
  async function cutOff(): Promise<World> {
    const world = await pair();
    dispose = () => world.invariants.dispose();
    const [guest] = world.guests;
    const swapped = world.host.dispatch({ type: 'swapRoles', turn: 2 });
    await until(world, 1_000, () => turnIn(world)?.driver === guest?.me);
    await swapped;
    setCut(world, true);
    await until(world, 60_000, () => !isShown(world, guest));
    return world;
  }

  function setCut(world: World, isCut: boolean): void {
    for (const path of world.network.paths(world.guests[0]?.computer ?? world.host.computer)) {
      path.isCut = isCut;
    }
  }

  function turnIn(world: World): Turn | undefined {
    return world.invariants.order.session?.turn;
  }

  it('the turn is paused after half a minute, and goes on when they are back', async () => {
    const world = await cutOff();
    await until(world, 40_000, () => turnIn(world)?.state === 'paused');
    setCut(world, false);
    await until(world, 60_000, () => turnIn(world)?.state === 'running');
    assert.ok(isShown(world, world.guests[0]));
  });

  it('the turn goes on through half a minute in which they are back', async () => {
    const world = await cutOff();
    setCut(world, false);
    await until(world, 29_000, () => isShown(world, world.guests[0]));
    await pass(world, 120_000);
    const paused = world.invariants.order.entries.find(({ event }) => event.type === 'turnPaused');
    assert.equal(paused, undefined);
  });
});
