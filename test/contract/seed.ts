const drawn = Math.floor(Math.random() * 2 ** 32);

/** Another one in each run; `SEED=<number>` repeats a run that failed. */
export function seed(): number {
  const given = Number(process.env.SEED ?? drawn);
  if (!Number.isSafeInteger(given)) {
    throw new Error('SEED must be a whole number.');
  }
  return given;
}
