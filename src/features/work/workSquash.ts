import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { coAuthors, presentSince } from '../../core/coAuthors.ts';
import { counted } from '../../core/time.ts';
import { squashMessage } from '../../core/workMessage.ts';
import type { ContextKeys } from '../../platform/contextKeys.ts';
import { ask } from '../../platform/git/gitRepository.ts';
import { stateOf } from '../../platform/git/repositoryState.ts';
import { noticeText } from '../../platform/notice.ts';
import type { FinishedSession } from '../../platform/record/recordFolder.ts';
import { HumanError } from '../../util/humanError.ts';
import { type SessionCommits, type Squashed, sessionCommits, squash } from './squashWork.ts';
import { WorkPlace } from './workPlace.ts';

/** Makes one commit of what a session handed over with git, once the session has ended. */
export class WorkSquash {
  readonly #keys: ContextKeys;
  /** The session whose commits are here. */
  #over: FinishedSession | undefined;

  constructor(keys: ContextKeys) {
    this.#keys = keys;
  }

  /** Has the command for it if this window is on the session's branch, and says so to the last driver. */
  async offer(finished: FinishedSession): Promise<void> {
    const found = await commitsHere(finished).catch((error: unknown) => {
      if (error instanceof HumanError) {
        return undefined; // Whoever has nothing to do with git here is not told about it.
      }
      throw error;
    });
    if (found === undefined) {
      return;
    }
    this.#over = finished;
    this.#keys.set('canSquash', true);
    const { session, me } = finished;
    if (session.turn.driver !== me) {
      return;
    }
    const makeOne = 'Squash';
    const { count, branch } = found.commits;
    const picked = await vscode.window.showInformationMessage(
      noticeText(
        `The session left ${counted(count, 'commit')} of work in progress on ${branch}. Make one commit of all of it, with a message of your own?`,
      ),
      makeOne,
    );
    if (picked === makeOne) {
      await this.squash();
    }
  }

  /** @throws {HumanError} if there is nothing to squash here, or it can't be done. */
  async squash(): Promise<void> {
    const over = this.#over;
    const found = over && (await commitsHere(over));
    if (over === undefined || found === undefined) {
      throw new HumanError(
        'There is nothing to squash, since this window is not on the branch of a session that has ended here; check that branch out, then squash again.',
      );
    }
    const { place, commits } = found;
    const draft = await draftFile(place, over);
    const document = await vscode.workspace.openTextDocument(draft);
    await vscode.languages.setTextDocumentLanguage(document, 'git-commit').then(
      () => undefined,
      () => undefined, // Known by the git extension alone; plain text does as well.
    );
    await vscode.window.showTextDocument(document, { preview: false });
    const make = 'Make the commit';
    const picked = await vscode.window.showInformationMessage(
      noticeText(
        `Edit the message, then make one commit of ${counted(commits.count, 'commit')}. It goes on a branch of its own, which is pushed too; ${commits.branch} stays as it is.`,
      ),
      make,
    );
    if (picked !== make) {
      return;
    }
    const message = document.getText().trim();
    if (message === '') {
      throw new HumanError(
        'The commits were not squashed, since the message is empty; write one, then squash again.',
      );
    }
    const squashed = await squash(place.repository, commits, `${message}\n`);
    await document.save();
    await closeTab(document.uri);
    await rm(draft, { force: true });
    this.#over = undefined;
    this.#keys.set('canSquash', undefined);
    void vscode.window.showInformationMessage(noticeText(doneText(commits, squashed)));
  }
}

interface Found {
  readonly place: WorkPlace;
  readonly commits: SessionCommits;
}

async function commitsHere({ session }: FinishedSession): Promise<Found | undefined> {
  const place = await WorkPlace.open(session);
  const { branch } = await stateOf(place.repository);
  const commits =
    branch === place.branch
      ? await sessionCommits(place.repository, place.branch, session)
      : undefined;
  return commits && { place, commits };
}

/** Where the message is written: in git's own folder, and as it was left, if it was begun before. */
async function draftFile(place: WorkPlace, over: FinishedSession): Promise<string> {
  const { repository } = place;
  const name = `interpair/squash-${path.basename(place.branch)}`;
  const said = await repository.git(['rev-parse', '--git-path', name]);
  const file = path.resolve(repository.root, said.trimEnd());
  await mkdir(path.dirname(file), { recursive: true });
  const begun = await readFile(file, 'utf8').catch(() => '');
  if (begun.trim() === '') {
    const { session, entries, me } = over;
    const email = (await ask(repository, 'config', 'user.email')) ?? '';
    const people = presentSince(entries, session.startedAt);
    const { trailers } = coAuthors(people, { id: me, emails: [email] });
    await writeFile(file, squashMessage(session, trailers));
  }
  return file;
}

async function closeTab(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  await vscode.window.tabGroups.close(shown);
}

function doneText({ branch, tip }: SessionCommits, squashed: Squashed): string {
  const where =
    squashed.notPushed === undefined
      ? `The session is one commit now, on ${squashed.branch}`
      : `The session is one commit now, on ${squashed.branch} here, but it could not be pushed (${squashed.notPushed})`;
  return `${where}. Every step is still on ${branch}, which ends in ${tip.slice(0, 7)}.`;
}
