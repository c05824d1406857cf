import type { CommandTable } from '../../platform/commands.ts';
import type { FillForm } from '../../platform/form.ts';
import type { Platform } from '../../platform/platform.ts';
import { Repeat } from '../../platform/repeat.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { lazy } from '../../util/lazy.ts';
import { roleNotices } from './roleNotices.ts';
import { turnCommands } from './turnCommands.ts';
import { TurnNotices } from './turnNotices.ts';

/**
 * Turns: what ends and extends them, handing the keyboard over, and what the person is told of it all.
 *
 * @param fill asks for the line that a driver leaves.
 * @param panel says aloud, while it is shown, that the person's role has changed by their own doing.
 */
export function turnFeature(
  platform: Platform,
  store: DisposableStore,
  fill: FillForm,
  panel: { readonly isShown: boolean },
): CommandTable {
  const { sessions, attention, log } = platform;
  const desk = lazy(async () => {
    const { HandoffDesk } = await import('./handoffDesk.ts');
    return new HandoffDesk(sessions, fill);
  });
  const alarm = platform.alarm();
  const repeat = new Repeat(platform.alarm());
  store.add(new TurnNotices({ sessions, attention, log, alarm, repeat }));
  store.add(roleNotices({ sessions, attention, log, desk, panel }));
  return {
    ...turnCommands(sessions),
    handOff: async () => (await desk()).handOff(),
    leaveLine: async () => (await desk()).leaveLine(),
    goToHandoff: async () => (await desk()).goToHandoff(),
  };
}
