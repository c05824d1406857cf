import type { SessionCommand } from '../../src/core/command.ts';
import { Journal } from '../../src/log/local/journal.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import { LogClock } from '../../src/log/remote/logClock.ts';
import { ConflictError } from '../../src/log/sessionLog.ts';
import { SessionReplica } from '../../src/log/sessionReplica.ts';
import { type Disposable, toDisposable } from '../../src/util/disposable.ts';
import type { Planted } from './simulate.ts';

/** Defects that are put in on purpose, by what they do. */
export const plantedDefects: Readonly<Record<string, Planted>> = {
  'a disk that lies about sync': {
    prepare: ({ host }) => {
      host.computer.disk.troubles.liesAboutSync = true;
    },
  },
  'a journal that acknowledges before it has written': {
    plant: () =>
      instead(Journal.prototype, 'append', (append) => {
        return async function (this: Journal, entries) {
          append.call(this, entries).catch(() => undefined);
        };
      }),
  },
  'a home that appends without looking at the revision': {
    plant: () =>
      instead(LocalLog.prototype, 'append', (append) => {
        return async function (this: LocalLog, actor, events, after, isGone) {
          for (let newest = after; ; ) {
            try {
              return await append.call(this, actor, events, newest, isGone);
            } catch (error) {
              if (!(error instanceof ConflictError)) {
                throw error;
              }
              newest = error.revision;
            }
          }
        };
      }),
  },
  "a guest that believes its own machine's clock": {
    plant: () =>
      instead(LogClock.prototype, 'now', () => {
        return function (this: LogClock) {
          return Math.round(this.local);
        };
      }),
  },
  'a window that swaps roles itself when a turn is over': {
    plant: () => atTheEndOfATurn((turn) => ({ type: 'swapRoles', turn })),
  },
  'a window that takes a break itself when a turn is over': {
    plant: () => atTheEndOfATurn((turn) => ({ type: 'takeBreak', turn })),
  },
};

/** A window does something else where it is to notice that a turn is over. */
function atTheEndOfATurn(command: (turn: number) => SessionCommand): Disposable {
  return instead(SessionReplica.prototype, 'dispatch', (dispatch) => {
    return function (this: SessionReplica, wanted) {
      return dispatch.call(this, wanted.type === 'expireTurn' ? command(wanted.turn) : wanted);
    };
  });
}

/** Does something else in place of a method, until disposed. */
function instead<T extends object, K extends keyof T>(
  prototype: T,
  method: K,
  other: (original: T[K]) => T[K],
): Disposable {
  const original = prototype[method];
  prototype[method] = other(original);
  return toDisposable(() => {
    prototype[method] = original;
  });
}
