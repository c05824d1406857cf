import type { TurnSettings } from '../../src/core/turn.ts';
import { faultKinds } from './faults.ts';
import type { Random } from './random.ts';
import type { NetworkNature } from './simulatedPath.ts';

/** What one simulation is like, drawn from its seed. */
export interface Plan {
  readonly guests: number;
  readonly turns: TurnSettings;
  readonly network: NetworkNature;
  /** Forward or back, whenever the host's clock is set. */
  readonly hostClockGoes: 1 | -1;
  /** Between two things that a person does, and between two faults, on average, in milliseconds. */
  readonly untilNextPress: number;
  readonly untilNextFault: number;
  /** The kinds of fault that may happen; others never do. */
  readonly faults: readonly string[];
}

/** Few kinds of fault at a time find more than all of them at once, which hide each other. */
export function planFrom(random: Random): Plan {
  const share = random.pick([0.15, 0.5, 1]);
  return {
    guests: random.integer(1, 4),
    turns: {
      length: random.pick([2_000, 5_000, 20_000, 90_000, 600_000]),
      onExpiry: random.pick(['ask', 'auto', 'auto']),
      grace: random.pick([0, 2_000, 20_000]),
      breaks: { afterTurns: random.pick([0, 1, 4]), length: random.pick([2_000, 20_000]) },
    },
    network: {
      loss: random.pick([0, 0.01, 0.1, 0.25]),
      duplication: random.pick([0, 0.02, 0.2]),
      delay: random.pick([1, 40, 200, 400]),
      jitter: random.pick([0.1, 5, 60]),
    },
    hostClockGoes: random.pick([1, -1]),
    untilNextPress: random.pick([300, 3_000, 15_000, 60_000]),
    untilNextFault: random.pick([1_500, 6_000, 20_000, 60_000]),
    faults: faultKinds.filter(() => random.chance(share)),
  };
}
