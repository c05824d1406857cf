const closers: (() => Promise<void>)[] = [];
let listening = false;
let closing = false;

/**
 * Has `close` called when this process is asked to end (Ctrl+C, SIGTERM, a closed terminal), before
 * it ends: last in, first out, one after the other. Returns a function that takes `close` off the
 * list again.
 */
export function closeOnSignal(close: () => Promise<void>): () => void {
  if (!listening) {
    listening = true;
    process.once('SIGINT', () => void closeAndExit(130));
    process.once('SIGTERM', () => void closeAndExit(143));
    process.once('SIGHUP', () => void closeAndExit(129));
  }
  closers.push(close);
  return () => {
    const index = closers.indexOf(close);
    if (index >= 0) closers.splice(index, 1);
  };
}

/** Never settles when a signal is ending this process, so that its last errors are not shown. */
export function interrupted(): Promise<void> {
  return closing ? new Promise(() => undefined) : Promise.resolve();
}

/** Closes what is on the list, as a signal does, without ending this process. */
export async function closeEverything(): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    await close().catch(() => undefined);
  }
}

async function closeAndExit(code: number): Promise<void> {
  if (closing) return;
  closing = true;
  await closeEverything();
  process.exit(code);
}
