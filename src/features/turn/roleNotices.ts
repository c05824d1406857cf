import { handoffToDriver } from '../../core/handoff.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { Place } from '../../core/question.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Attention } from '../../platform/attention.ts';
import { placeInFront } from '../../platform/code/places.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import type { ActiveSession, SessionChange } from '../../platform/session/activeSession.ts';
import { changesRole, isRoleNews } from '../../platform/session/roleNews.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import type { Disposable } from '../../util/disposable.ts';
import type { HandOver } from './handOver.ts';

interface RoleParts {
  readonly sessions: Sessions;
  readonly attention: Attention;
  readonly log: LogChannel;
  readonly handOver: () => Promise<HandOver>;
  /** Says aloud, while it is shown, that the person's role has changed by their own doing. */
  readonly panel: { readonly isShown: boolean };
}

/**
 * Tells the person, once and calmly, that they drive now or no longer do, where someone else saw to it,
 * and what the driver before has left them. Whoever lost the keyboard may still leave a line.
 */
export class RoleNotices implements Disposable {
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #handOver: () => Promise<HandOver>;
  readonly #panel: RoleParts['panel'];
  readonly #subscription: Disposable;

  constructor({ sessions, attention, log, handOver, panel }: RoleParts) {
    this.#attention = attention;
    this.#log = log;
    this.#handOver = handOver;
    this.#panel = panel;
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

  #follow(active: ActiveSession, change: SessionChange): void {
    const { me } = active;
    const { before, session, entry } = change;
    const { event } = entry;
    const drives = roleOf(session, me) === 'driver';
    const left = drives ? handoffToDriver(session) : undefined;
    const goTo = async (place: Place) => (await this.#handOver()).goTo(place);
    if (before !== undefined && event.type === 'turnStarted') {
      if (isRoleNews(active, change) || (changesRole(change, me) && this.#isUnheard())) {
        // On a break one looks at other things than what one was about to do.
        const isAtIt = !drives && before.turn.state !== 'break';
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

  /** Nobody else says it aloud to someone who listens. */
  #isUnheard(): boolean {
    return !this.#panel.isShown && settings.isReadAloud();
  }

  #tell(me: ParticipantId, { session, entry }: SessionChange, tell: () => Promise<void>): void {
    this.#log.background('Role', async () => {
      if (await this.#attention.claim(me, `${session.id}/${entry.revision}`)) {
        await tell();
      }
    });
  }
}
