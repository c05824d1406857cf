import { handoffToDriver } from '../../core/handoff.ts';
import type { Place } from '../../core/question.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Attention } from '../../platform/attention.ts';
import { placeInFront } from '../../platform/code/places.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import type { ActiveSession, SessionChange } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';
import type { HandOver } from './handOver.ts';
import { beganByItself } from './turnWords.ts';

/**
 * Tells the person, once and calmly, that they drive now or no longer do, where someone else saw to it,
 * and what the driver before has left them. Whoever lost the keyboard may still leave a line.
 */
export class RoleNotices implements Disposable {
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #handOver: () => Promise<HandOver>;
  readonly #subscription: Disposable;

  constructor(
    sessions: Sessions,
    attention: Attention,
    log: LogChannel,
    handOver: () => Promise<HandOver>,
  ) {
    this.#attention = attention;
    this.#log = log;
    this.#handOver = handOver;
    this.#subscription = sessions.onDidChange(({ active, change }) => {
      // What is caught up on after a lost connection is no news: the status bar has where it led to.
      if (active?.connection === 'connected' && change !== undefined) {
        this.#follow(active, change);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #follow({ me }: ActiveSession, change: SessionChange): void {
    const { before, session, entry } = change;
    const { event } = entry;
    const drives = roleOf(session, me) === 'driver';
    const left = drives ? handoffToDriver(session) : undefined;
    const goTo = async (place: Place) => (await this.#handOver()).goTo(place);
    if (before !== undefined && event.type === 'turnStarted') {
      const drove = roleOf(before, me) === 'driver';
      const byOther = entry.actor !== me || beganByItself(before, entry.at);
      // Whoever took over themselves knows it, but not where the driver was.
      if (drove !== drives && (byOther || left !== undefined)) {
        // On a break one looks at other things than what one was about to do.
        const isAtIt = drove && before.turn.state !== 'break';
        const place = isAtIt ? placeInFront() : undefined;
        this.#tell(me, change, async () => {
          const { tellRole } = await import('./tellHandoff.ts');
          await tellRole(session, me, {
            leaveLine: async () => (await this.#handOver()).leaveLine(before.turn.number, place),
            goTo,
          });
        });
      }
    } else if (event.type === 'handedOff' && left?.turn === event.turn) {
      this.#tell(me, change, async () => {
        const { tellLateLine } = await import('./tellHandoff.ts');
        await tellLateLine(session, left, event, { goTo });
      });
    }
  }

  #tell(me: string, { session, entry }: SessionChange, tell: () => Promise<void>): void {
    this.#log.background('Role', async () => {
      if (await this.#attention.claim(me, `${session.id}/${entry.revision}`)) {
        await tell();
      }
    });
  }
}
