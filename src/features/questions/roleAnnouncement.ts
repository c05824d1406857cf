import { roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import {
  type ActiveSession,
  type SessionChange,
  sessionOf,
} from '../../platform/session/activeSession.ts';
import { changesRole, isRoleNews } from '../../platform/session/roleNews.ts';
import type { Disposable } from '../../util/disposable.ts';
import type { Event } from '../../util/emitter.ts';

export type AnnouncedSession = Pick<ActiveSession, 'me' | 'connection'> & {
  readonly replica: Pick<ActiveSession['replica'], 'session'>;
};

/** As much of `Sessions` as matters here. */
interface AnnouncedSessions {
  readonly active: AnnouncedSession | undefined;
  readonly onDidChange: Event<{ readonly change?: SessionChange }>;
}

/**
 * What the panel has a screen reader say of a change of roles: only what no notice tells, which is one's
 * own doing, so that everyone hears of it once.
 */
export class RoleAnnouncement implements Disposable {
  readonly #sessions: AnnouncedSessions;
  readonly #subscription: Disposable;
  #entered: AnnouncedSession | undefined;
  #text = '';

  constructor(sessions: AnnouncedSessions) {
    this.#sessions = sessions;
    this.#entered = sessions.active;
    this.#subscription = sessions.onDidChange(({ change }) => this.#follow(change));
  }

  /** Empty for nothing. */
  get text(): string {
    return this.#text;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #follow(change: SessionChange | undefined): void {
    const { active } = this.#sessions;
    if (active === undefined) {
      this.#text = '';
    } else if (active !== this.#entered) {
      this.#text = sentence(active, sessionOf(active));
    } else if (change !== undefined && changesRole(change, active.me)) {
      this.#text = isRoleNews(active, change) ? '' : sentence(active, change.session);
    }
    this.#entered = active;
  }
}

function sentence({ me }: AnnouncedSession, session: Session): string {
  switch (roleOf(session, me)) {
    case 'driver':
      return 'You drive.';
    case 'navigator':
      return 'You navigate.';
    case 'observer':
      return 'You observe.';
    default:
      return '';
  }
}
