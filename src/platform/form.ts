import type { SessionCommand } from '../core/command.ts';
import type { Session } from '../core/session.ts';
import type { Draft } from './drafts.ts';
import type { Step } from './inputSteps.ts';

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

/**
 * Asks for what a form wants and puts it on the record.
 *
 * @returns whether the person went through, in a session that still runs.
 */
export type FillForm = (form: Form) => Promise<boolean>;
