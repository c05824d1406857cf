import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { minute, second } from '../../../src/core/time.ts';
import type { TurnSettings } from '../../../src/core/turn.ts';
import {
  type AnnouncedSession,
  RoleAnnouncement,
} from '../../../src/features/questions/roleAnnouncement.ts';
import type { Connection, SessionChange } from '../../../src/platform/session/activeSession.ts';
import { isRoleNews } from '../../../src/platform/session/roleNews.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { asking, Play, start, swapping } from '../core/play.ts';

/** A session that Ada drives, and all that one person hears of roles in it: by notice or by the panel. */
class Listener {
  readonly heard: string[] = [];
  connection: Connection = 'connected';
  readonly #play: Play;
  readonly #onDidChange = new Emitter<{ readonly change?: SessionChange }>();
  readonly #announcement: RoleAnnouncement;
  #active: AnnouncedSession | undefined;

  constructor(me: string, turns: TurnSettings = asking) {
    const play = Play.pair(turns);
    this.#play = play;
    const active = () => this.#active;
    const connection = () => this.connection;
    this.#announcement = new RoleAnnouncement({
      get active() {
        return active();
      },
      onDidChange: this.#onDidChange.event,
    });
    this.#active = {
      me,
      get connection() {
        return connection();
      },
      replica: {
        get session() {
          return play.now;
        },
      },
    };
    this.#fire();
  }

  do(actor: string, command: SessionCommand, after = 0): void {
    const before = this.#play.now;
    const known = this.#play.entries.length;
    this.#play.do(actor, command, start + after);
    for (const entry of this.#play.entries.slice(known)) {
      const change = { entry, before, session: this.#play.now };
      if (this.#active !== undefined && isRoleNews(this.#active, change)) {
        this.heard.push('notice');
      }
      this.#fire(change);
    }
  }

  leave(): void {
    this.#active = undefined;
    this.#fire();
  }

  #fire(change?: SessionChange): void {
    const said = this.#announcement.text;
    this.#onDidChange.fire(change === undefined ? {} : { change });
    const { text } = this.#announcement;
    if (text !== said && text !== '') {
      this.heard.push(text);
    }
  }
}

describe('a change of roles', () => {
  const swap = (turn: number) => ({ type: 'swapRoles', turn }) as const;

  it('is heard once by each: from the panel by whoever made it, from a notice by the other', () => {
    const [ada, grace] = [new Listener('ada'), new Listener('grace')];
    for (const listener of [ada, grace]) {
      listener.do('ada', swap(2));
      listener.do('ada', swap(3));
      listener.do('grace', swap(4));
      listener.do('ada', swap(5));
    }
    assert.deepEqual(ada.heard, [
      'You drive.',
      'You navigate.',
      'You drive.',
      'notice',
      'You drive.',
    ]);
    assert.deepEqual(grace.heard, ['You navigate.', 'notice', 'notice', 'You drive.', 'notice']);
  });

  it('is heard by nobody while nothing changes', () => {
    const ada = new Listener('ada');
    ada.do('grace', { type: 'askQuestion', id: 'q', text: 'Why?' });
    ada.do('ada', { type: 'pauseTurn' });
    ada.do('ada', { type: 'resumeTurn' });
    ada.do('grace', { type: 'join', name: 'Grace' });
    ada.do('grace', { type: 'extendTurn', by: minute });
    assert.deepEqual(ada.heard, ['You drive.']);
    ada.leave();
    assert.deepEqual(ada.heard, ['You drive.']);
  });

  it('is told by a notice where it comes by itself, whoever noticed', () => {
    for (const actor of ['ada', 'grace']) {
      const ada = new Listener('ada', swapping);
      ada.do(actor, { type: 'expireTurn', turn: 2 }, 15 * minute);
      ada.do(actor, { type: 'swapAfterGrace', turn: 2 }, 15 * minute + 20 * second);
      assert.deepEqual(ada.heard, ['You drive.', 'notice']);
      ada.do(actor, { type: 'takeBreak', turn: 3 }, 16 * minute);
      ada.do(actor, { type: 'endBreak', turn: 3 }, 21 * minute);
      assert.deepEqual(ada.heard, ['You drive.', 'notice', 'notice']);
    }
  });

  it('is told by the notice of what the driver left, also to whoever took over', () => {
    const grace = new Listener('grace');
    grace.do('ada', { type: 'noteHandoff', turn: 2, text: 'Check head 3.' });
    grace.do('grace', { type: 'swapRoles', turn: 2 });
    assert.deepEqual(grace.heard, ['You navigate.', 'notice']);
  });

  it('is told by the panel where it is caught up on, since no notice tells of it', () => {
    const ada = new Listener('ada');
    ada.connection = 'reconnecting';
    ada.do('grace', swap(2));
    assert.deepEqual(ada.heard, ['You drive.', 'You navigate.']);
  });
});
