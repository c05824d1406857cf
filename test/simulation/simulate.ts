import type { Disposable } from '../../src/util/disposable.ts';
import { checkLiveness } from './liveness.ts';
import type { Plan } from './plan.ts';
import { World } from './world.ts';

export interface Simulated {
  readonly seed: number;
  readonly plan: Plan;
  readonly steps: number;
  readonly entries: number;
  /** How often each kind of thing happened. */
  readonly counts: ReadonlyMap<string, number>;
  readonly history: readonly string[];
  /** What must never be so and was. */
  readonly violation: Error | undefined;
}

/** A defect that a test puts in on purpose, to see that it is noticed. */
export interface Planted {
  /** Before the world is there; undone after it. */
  readonly plant?: () => Disposable;
  /** In the world. */
  readonly prepare?: (world: World) => void;
}

/** What is usual in a simulation before everything heals. */
export const usualSteps = 3_000;

/** Plays one seed to its end, or up to what must not be. The same seed always plays the same. */
export async function simulate(
  seed: number,
  steps = usualSteps,
  { plant, prepare }: Planted = {},
): Promise<Simulated> {
  const planted = plant?.();
  const world = new World(seed);
  let violation: Error | undefined;
  try {
    prepare?.(world);
    await world.begin();
    while (world.steps < steps && world.invariants.order.session?.endedAt === undefined) {
      await world.step();
    }
    await checkLiveness(world);
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
    world.history.note(`step ${world.steps}: ${violation.message}`);
  } finally {
    world.invariants.dispose();
    planted?.dispose();
  }
  return {
    seed,
    plan: world.plan,
    steps: world.steps,
    entries: world.invariants.order.revision,
    counts: world.history.counts,
    history: world.history.lines,
    violation,
  };
}
