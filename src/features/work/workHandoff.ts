import * as vscode from 'vscode';
import { calledName } from '../../core/names.ts';
import { partnersWork } from '../../core/partnersWork.ts';
import { counted } from '../../core/time.ts';
import { workMessage } from '../../core/workMessage.ts';
import type { Attention } from '../../platform/attention.ts';
import { noticeText } from '../../platform/notice.ts';
import { type ActiveSession, connected, sessionOf } from '../../platform/session/activeSession.ts';
import { HumanError } from '../../util/humanError.ts';
import { fewListed } from '../../util/listed.ts';
import { followWork, getWork, type WorkToGet } from './getWork.ts';
import { type Pushed, pushWork } from './pushWork.ts';
import { WorkPlace } from './workPlace.ts';

const again = 'Try again';
const look = 'Show changes';

/** Hands the work of this window's session over with git, and gets what was handed over. */
export class WorkHandoff {
  readonly #attention: Attention;
  /** One thing at a time is done to the repository. */
  #queue: Promise<unknown> = Promise.resolve();
  /** What is not said again at each handoff, since it lasts: sessions and sentences. */
  readonly #said = new Set<string>();

  constructor(attention: Attention) {
    this.#attention = attention;
  }

  /**
   * Pushes what the person leaves behind who just stopped driving, if this window is to do that.
   *
   * @param turn the number of the one that they drove.
   */
  async passOn(active: ActiveSession, turn: number): Promise<void> {
    const place = await this.#claim(active, `pushed/${turn}`);
    if (place === undefined || sessionOf(active).turn.driver === active.me) {
      return;
    }
    await this.#telling(
      async () => {
        const { trouble, leftOut } = await this.#push(active, place, turn);
        this.#tellLeftOut(active, leftOut);
        if (trouble !== undefined && (!trouble.lasts || this.#isNews(active, trouble.sentence))) {
          await this.#offer(trouble.sentence, () => this.push(active, turn));
        }
      },
      () => this.push(active, turn),
    );
  }

  /** Gets what a partner left, if this window is to do that: all of it for the driver. */
  async receive(active: ActiveSession): Promise<void> {
    const work = workToGet(active);
    const drives = sessionOf(active).turn.driver === active.me;
    if (work === undefined) {
      return;
    }
    const place = await this.#claim(active, `got/${work.commit}/${drives}`);
    if (place === undefined) {
      return;
    }
    if (!drives) {
      await this.#inOrder(() => followWork(place.repository, work, place));
      return;
    }
    await this.#telling(
      async () => {
        const files = await this.#get(place, work);
        if (files !== undefined) {
          tell(arrivalText(work, files));
        }
      },
      () => this.get(active),
    );
  }

  /**
   * Pushes what is here, because the person says so.
   *
   * @throws {HumanError} if it can't be committed, or is committed and can't be pushed.
   */
  async push(active: ActiveSession, turn = sessionOf(active).turn.number): Promise<void> {
    const place = await WorkPlace.open(sessionOf(active));
    const last = sessionOf(active).work?.commit;
    const { commit, leftOut, trouble } = await this.#push(active, place, turn);
    this.#tellLeftOut(active, leftOut);
    if (trouble !== undefined) {
      throw new HumanError(trouble.sentence);
    }
    tell(
      commit === last
        ? `There is nothing new to push; ${place.branch} is where it was.`
        : `Your work is on ${place.branch} for your partner to get.`,
    );
  }

  /**
   * Gets what a partner pushed last, because the person says so.
   *
   * @throws {HumanError} if there is nothing to get, or it can't be got.
   */
  async get(active: ActiveSession): Promise<void> {
    const work = workToGet(active);
    if (work === undefined) {
      throw new HumanError(
        'No partner has handed over any work with git in this session yet; ask yours to run "Interpair: Push Work in Progress".',
      );
    }
    const files = await this.#get(await WorkPlace.open(sessionOf(active)), work);
    tell(files === undefined ? `${work.owner}'s work is here already.` : arrivalText(work, files));
  }

  /** The place to work in, if this window is the one to do it; says so once if there is none. */
  async #claim(active: ActiveSession, name: string): Promise<WorkPlace | undefined> {
    const session = sessionOf(active);
    const place = await WorkPlace.open(session).catch((error: unknown) => error);
    const isNone = !(place instanceof WorkPlace);
    // Another window of this person's may have a repository.
    if (!(await this.#attention.claim(active.me, `${session.id}/work/${name}`, isNone))) {
      return undefined;
    }
    if (!isNone) {
      return place;
    }
    if (!(place instanceof HumanError)) {
      throw place;
    }
    if (vscode.workspace.isTrusted && this.#isNews(active, place.message)) {
      void vscode.window.showWarningMessage(noticeText(place.message));
    }
    return undefined;
  }

  async #push(active: ActiveSession, place: WorkPlace, turn: number): Promise<Pushed> {
    const { repository, branch, except } = place;
    const pushed = await this.#inOrder(() =>
      inProgress('Handing over your work', async () => {
        await place.save();
        const session = sessionOf(active);
        const last = session.work?.commit;
        const message = workMessage(session, turn);
        return pushWork(repository, { branch, message, last, except });
      }),
    );
    if (pushed.trouble === undefined) {
      await this.#note(active, branch, pushed.commit);
    }
    return pushed;
  }

  /** Says where the work is, unless the session has ended meanwhile and nobody waits for it. */
  async #note(active: ActiveSession, branch: string, commit: string): Promise<void> {
    await connected(active);
    try {
      await active.replica.dispatch({ type: 'noteWork', branch, commit });
    } catch (error) {
      if (sessionOf(active).endedAt === undefined) {
        throw error;
      }
    }
  }

  async #get(place: WorkPlace, work: WorkToGet): Promise<number | undefined> {
    return this.#inOrder(() =>
      inProgress(`Getting ${work.owner}'s work`, () => getWork(place.repository, work, place)),
    );
  }

  #tellLeftOut(active: ActiveSession, leftOut: readonly string[]): void {
    const were = leftOut.length === 1 ? 'was' : 'were';
    const sentence = `${fewListed(leftOut)} ${were} left out of the work that you handed over, as is every new file over 50 MB or named like one of keys, and every repository inside of this one; commit what belongs there yourself.`;
    if (leftOut.length > 0 && this.#isNews(active, sentence)) {
      tell(sentence);
    }
  }

  /** Whether it is the first time that something is told in this session. */
  #isNews(active: ActiveSession, sentence: string): boolean {
    const key = `${sessionOf(active).id}/${sentence}`;
    const isNews = !this.#said.has(key);
    this.#said.add(key);
    return isNews;
  }

  /** Does what nobody waits for; a sentence for the person comes with another try. */
  async #telling(work: () => Promise<unknown>, retry: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof HumanError)) {
        throw error;
      }
      await this.#offer(error.message, retry);
    }
  }

  async #offer(sentence: string, retry: () => Promise<void>): Promise<void> {
    const picked = await vscode.window.showWarningMessage(noticeText(sentence), again, look);
    if (picked === look) {
      await vscode.commands.executeCommand('workbench.view.scm');
    } else if (picked === again) {
      await this.#telling(retry, retry);
    }
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#queue.then(work);
    this.#queue = run.catch(() => undefined);
    return run;
  }
}

function workToGet(active: ActiveSession): WorkToGet | undefined {
  const session = sessionOf(active);
  const work = partnersWork(session, active.me);
  return work && { branch: work.branch, commit: work.commit, owner: calledName(session, work.by) };
}

function arrivalText({ owner, branch }: WorkToGet, files: number): string {
  const changed = files === 0 ? 'nothing has changed' : `${counted(files, 'file')} changed`;
  return `${owner}'s work is here: ${changed} on ${branch}.`;
}

function tell(sentence: string): void {
  void vscode.window.showInformationMessage(noticeText(sentence));
}

function inProgress<T>(title: string, work: () => Promise<T>): Promise<T> {
  const location = vscode.ProgressLocation.Window;
  return Promise.resolve(vscode.window.withProgress({ location, title: noticeText(title) }, work));
}
