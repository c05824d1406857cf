import type { Disposable } from '../../util/disposable.ts';
import type { LogChannel } from '../logChannel.ts';
import type { Sessions } from './sessions.ts';

/**
 * Starts something once this window is first in a session: until then it costs nothing, not even to load.
 *
 * @param doing names it where it fails.
 */
export function withFirstSession(
  { onDidChange }: Pick<Sessions, 'onDidChange'>,
  log: Pick<LogChannel, 'background'>,
  doing: string,
  start: () => Promise<void>,
): Disposable {
  const waiting = onDidChange(({ active }) => {
    if (active !== undefined) {
      waiting.dispose();
      log.background(doing, start);
    }
  });
  return waiting;
}
