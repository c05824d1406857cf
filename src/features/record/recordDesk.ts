import * as vscode from 'vscode';
import type { SessionCommand } from '../../core/command.ts';
import type { Session } from '../../core/session.ts';
import { type Draft, Drafts } from '../../platform/drafts.ts';
import { askSteps, type Step, typedText } from '../../platform/inputSteps.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { HumanError } from '../../util/humanError.ts';

/** Something to put on the record, as it is asked for. */
export interface Form {
  readonly title: string;
  /** Names the draft. */
  readonly name: string;
  /** What the person looks for to come back to it. */
  readonly command: string;
  readonly steps: readonly Step[];
  /** What goes on the record of a session, from what was typed. */
  readonly toRecord: (draft: Draft, session: Session) => readonly SessionCommand[];
}

/** Asks for what a form wants and puts it on the record. Whatever happens meanwhile, no text is lost. */
export class RecordDesk {
  readonly #sessions: Sessions;
  readonly #drafts: Drafts;

  constructor(sessions: Sessions, state: vscode.Memento) {
    this.#sessions = sessions;
    this.#drafts = new Drafts(state);
  }

  /** @throws {HumanError} if nothing can be recorded now, before anything is typed for nothing. */
  requireSession(): Session {
    return sessionOf(this.#requireActive());
  }

  /**
   * What was typed is kept for the next time if the person stops halfway, or the session can't be
   * reached when they are through; once it is over, it is put on the clipboard.
   *
   * @returns whether the person went through, in a session that still runs.
   */
  async fill({ title, name, command, steps, toRecord }: Form): Promise<boolean> {
    const active = this.#requireActive();
    const draft = this.#drafts.of(name);
    const isOver = () => this.#sessions.active !== active;
    const isThrough = await askSteps(title, steps, draft);
    if (isThrough && !isOver()) {
      try {
        for (const wanted of toRecord(draft, sessionOf(active))) {
          await active.replica.dispatch(wanted);
        }
        draft.clear();
        return true;
      } catch (error) {
        if (!isOver()) {
          throw error instanceof HumanError
            ? new HumanError(`${error.message} "Interpair: ${command}" has kept what you typed.`, {
                cause: error,
              })
            : error;
        }
      }
    }
    if (isOver()) {
      await handOut(typedText(steps, draft));
      draft.clear();
    }
    return false;
  }

  /** @throws {HumanError} if nothing can be recorded now. */
  async record(wanted: SessionCommand): Promise<void> {
    await this.#requireActive().replica.dispatch(wanted);
  }

  #requireActive(): ActiveSession {
    return this.#sessions.requireConnected('record it');
  }
}

async function handOut(text: string): Promise<void> {
  if (text !== '') {
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showWarningMessage(
      'What you typed is on the clipboard, to paste into the recap: the session was over before you were through.',
    );
  }
}
