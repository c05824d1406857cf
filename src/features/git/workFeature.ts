import { partnersWork } from '../../core/workBranch.ts';
import { type CommandTable, lazyCommands } from '../../platform/commands.ts';
import { ContextKeys } from '../../platform/contextKeys.ts';
import type { Platform } from '../../platform/platform.ts';
import type { FinishedSession } from '../../platform/record/recordFolder.ts';
import {
  type ActiveSession,
  type SessionChange,
  sessionOf,
} from '../../platform/session/activeSession.ts';
import { settings } from '../../platform/settings.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { lazy } from '../../util/lazy.ts';

/** Work in progress that changes hands with git: by itself where that is set, and by command. */
export function workFeature(
  { sessions, attention, log }: Platform,
  store: DisposableStore,
): CommandTable {
  const handoff = lazy(async () => {
    const { WorkHandoff } = await import('./workHandoff.ts');
    return new WorkHandoff(attention);
  });
  const squash = lazy(async () => {
    const { WorkSquash } = await import('./workSquash.ts');
    return new WorkSquash(new ContextKeys());
  });
  /** What was received last, and as whom: a connection that comes and goes brings nothing new. */
  let received = '';

  const receive = (active: ActiveSession) => {
    const session = sessionOf(active);
    const work = partnersWork(session, active.me);
    if (active.connection !== 'connected' || work === undefined) {
      return;
    }
    const key = [session.id, work.commit, session.turn.driver === active.me].join('/');
    if (key !== received) {
      received = key;
      log.background('Getting work', async () => (await handoff()).receive(active));
    }
  };

  store.add(
    sessions.onDidChange(({ active, change }) => {
      if (active === undefined || settings.gitHandoff() === 'off') {
        return;
      }
      const left = change && turnLeft(change, active);
      if (left === undefined) {
        receive(active);
      } else {
        log.background('Handing work over', async () => (await handoff()).passOn(active, left));
      }
    }),
  );
  store.add(
    sessions.onDidFinish((finished) => {
      if (isSquashable(finished)) {
        log.background('Squashing work', async () => (await squash()).offer(finished));
      }
    }),
  );
  return {
    ...lazyCommands(['pushWork', 'pullWork'], async () => {
      const work = await handoff();
      return {
        pushWork: () => work.push(sessions.require()),
        pullWork: () => work.get(sessions.require()),
      };
    }),
    squashWork: async () => (await squash()).squash(),
  };
}

/** The number of the turn that this person drove until now, if they did. */
function turnLeft({ entry, before, session }: SessionChange, { me }: ActiveSession) {
  const drove = entry.event.type === 'turnStarted' && before?.turn.driver === me;
  return drove && session.turn.driver !== me ? before.turn.number : undefined;
}

/** Not while it goes on for the others, who build on those commits. */
function isSquashable({ how, session }: FinishedSession): boolean {
  return how !== 'left' && session.work !== undefined;
}
