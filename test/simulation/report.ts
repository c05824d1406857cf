import type { Simulated } from './simulate.ts';

/** What someone needs who looks into a simulation that found something. */
export function reportOf(
  { seed, steps, plan, history, violation }: Simulated,
  most: number,
): string {
  return [
    `Seed ${seed}, step ${steps}: ${violation?.message}`,
    `Plan: ${JSON.stringify(plan)}`,
    ...(history.length > most
      ? [`The last ${most} of ${history.length} things that happened:`]
      : []),
    ...history.slice(-most),
    `Replay it, with all that happened: node test/simulation/soak.ts --seed ${seed}`,
  ].join('\n');
}
