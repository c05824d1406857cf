import * as vscode from 'vscode';
import { calledName } from '../../core/names.ts';
import type { Participant } from '../../core/participant.ts';
import { type Millis, second } from '../../core/time.ts';
import type { Attention } from '../../platform/attention.ts';
import { Later } from '../../platform/later.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import { openSettings, showSettings } from '../../platform/showSettings.ts';
import type { Disposable } from '../../util/disposable.ts';
import { missingEmailsText, ownEmailText } from './emailWords.ts';
import { shareEmail } from './shareEmail.ts';

/** Whoever comes has this long to tell their address. */
const patience: Millis = 10 * second;

/** Tells a session this person's address, and this person whose is missing in it. */
export class Emails implements Disposable {
  readonly #sessions: Sessions;
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #waiting: Later;
  #isWaiting = false;
  /** What was shared last, as session and settings. */
  #shared = '';
  #isOwnMissing = false;
  /** Whose absence was told, as session and participant. */
  readonly #told = new Set<string>();

  constructor(sessions: Sessions, attention: Attention, log: LogChannel) {
    this.#sessions = sessions;
    this.#attention = attention;
    this.#log = log;
    this.#waiting = new Later(() => {
      this.#isWaiting = false;
      log.background('E-mail addresses', () => this.#tell());
    });
  }

  /** The session or the settings may be different. */
  async follow(active: ActiveSession): Promise<void> {
    if (active.connection !== 'connected') {
      return;
    }
    const key = [sessionOf(active).id, settings.email(), settings.coAuthors()].join('/');
    if (key !== this.#shared) {
      this.#shared = key;
      try {
        this.#isOwnMissing = !(await shareEmail(active));
      } catch (error) {
        this.#shared = ''; // Tried again when the connection is back.
        this.#log.note('Sharing an e-mail address', error);
      }
    }
    if (!this.#isWaiting && this.#untold(active).length > 0) {
      this.#isWaiting = true;
      this.#waiting.in(patience);
    }
  }

  dispose(): void {
    this.#waiting.dispose();
  }

  async #tell(): Promise<void> {
    const { active } = this.#sessions;
    const people = active === undefined ? [] : this.#untold(active);
    if (active === undefined || people.length === 0) {
      return;
    }
    const session = sessionOf(active);
    const { id } = session;
    for (const person of people) {
      this.#told.add(`${id}/${person.id}`);
    }
    const ids = people.map((person) => person.id).join('/');
    if (!(await this.#attention.claim(active.me, `${id}/emails/${ids}`))) {
      return;
    }
    const partners = people.filter((person) => person.id !== active.me);
    if (partners.length > 0) {
      const text = missingEmailsText(partners.map((person) => calledName(session, person.id)));
      void vscode.window.showInformationMessage(noticeText(text));
    }
    if (partners.length < people.length) {
      const picked = await vscode.window.showInformationMessage(ownEmailText, openSettings);
      if (picked === openSettings) {
        await showSettings('interpair.email');
      }
    }
  }

  /** Who is here without an address, but for those of whom that was told. */
  #untold({ me, replica }: ActiveSession): readonly Participant[] {
    const { id, participants } = sessionOf({ replica });
    const here = participants.filter(({ present }) => present);
    if (!settings.coAuthors() || here.length < 2) {
      return [];
    }
    return here.filter(
      (person) =>
        person.email === undefined &&
        (person.id !== me || this.#isOwnMissing) &&
        !this.#told.has(`${id}/${person.id}`),
    );
  }
}
