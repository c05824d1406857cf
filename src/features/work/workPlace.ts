import * as path from 'node:path';
import * as vscode from 'vscode';
import { isWorkBranch } from '../../core/partnersWork.ts';
import type { Session } from '../../core/session.ts';
import { workBranch } from '../../core/workBranch.ts';
import { chooseRepository } from '../../platform/git/chooseRepository.ts';
import type { ApiRepository, GitApi } from '../../platform/git/gitApi.ts';
import { openGit } from '../../platform/git/gitExtension.ts';
import { pathIn, unsavedIn } from '../../platform/git/unsaved.ts';
import { WindowRepository } from '../../platform/git/windowRepository.ts';
import { settings } from '../../platform/settings.ts';
import { wayInto } from '../../platform/within.ts';
import { HumanError } from '../../util/humanError.ts';
import { fewListed } from '../../util/listed.ts';

/** Where this window has the work of a session: a repository, and what of it is open. */
export class WorkPlace {
  readonly repository: WindowRepository;
  /** The session's. */
  readonly branch: string;
  /** Paths that are no work, relative to the root, with slashes: the records of sessions. */
  readonly except: readonly string[];
  readonly #api: GitApi;
  readonly #open: ApiRepository;

  private constructor(api: GitApi, branch: string) {
    const open = chooseRepository(api, branch);
    this.repository = new WindowRepository(api, open);
    this.branch = branch;
    this.except = recordsIn(open);
    this.#api = api;
    this.#open = open;
  }

  /** @throws {HumanError} if nothing can be done with git here. */
  static async open(session: Session): Promise<WorkPlace> {
    return new WorkPlace(await openGit(), branchOf(session));
  }

  /** The files that have changes which are not on disk, relative to the root. */
  get unsaved(): readonly string[] {
    return unsavedIn(this.#api, this.#open)
      .map(({ uri }) => pathIn(this.#open, uri))
      .filter((file) => !this.except.some((one) => `${file}/`.startsWith(`${one}/`)));
  }

  /** @throws {HumanError} if one of them can't be saved. */
  async save(): Promise<void> {
    for (const file of unsavedIn(this.#api, this.#open)) {
      await file.save();
    }
    const { unsaved } = this;
    if (unsaved.length > 0) {
      throw new HumanError(
        `Your work was not handed over with git, since ${fewListed(unsaved)} could not be saved; save what you want to hand over, then push the work again.`,
      );
    }
  }
}

/** The branch on which the session's work is, or will be. */
function branchOf(session: Session): string {
  const named = session.work?.branch;
  return named !== undefined && isWorkBranch(session, named) ? named : workBranch(session);
}

function recordsIn({ rootUri }: ApiRepository): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .flatMap(({ uri }) =>
      ['.interpair', settings.journalFolder(uri)].map((one) => path.resolve(uri.fsPath, one)),
    )
    .map((folder) => wayInto(rootUri.fsPath, folder)?.split(path.sep).join('/') ?? '')
    .filter((way) => way !== '');
}
