import * as v from 'valibot';
import * as vscode from 'vscode';
import { decideHold } from '../../core/decideClock.ts';
import { staysOpen } from '../../core/staysOpen.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Run, RunAhead, Runs } from '../../platform/code/runs.ts';
import { noticeText } from '../../platform/notice.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import { HumanError } from '../../util/humanError.ts';
import type { HeldSession } from './holdOffers.ts';
import { offerText, runText } from './holdWords.ts';

export interface HoldDeskParts {
  readonly sessions: { requireConnected(then: string): HeldSession };
  readonly runs: Pick<Runs, 'running'>;
  /** What this workspace remembers. */
  readonly state: vscode.Memento;
  readonly now: () => EpochMs;
  /** Resolves to whether the person went through. */
  readonly predictThenHold: (run: RunAhead | undefined) => Promise<boolean>;
}

const declinedKey = 'interpair.holdDeclined';
/** So many commands are remembered as ones to hold no turn for. */
const longestMemory = 100;

const hold = 'Hold the turn';
const predict = 'Predict, then hold';
const notForThis = 'Not for this command';

/** Holds the turn for a run: when someone asks for it, and when someone takes the offer. */
export class HoldDesk {
  readonly #parts: HoldDeskParts;

  constructor(parts: HoldDeskParts) {
    this.#parts = parts;
  }

  /** For what runs in this window, if anything does that is meant to end. */
  async byHand(): Promise<void> {
    this.#requireRunningTurn();
    const run = this.#parts.runs.running.findLast(isMeantToEnd);
    await this.#predictThenHold(run);
  }

  /** @param due oldest first; the newest is offered that is meant to end and was not declined before. */
  async offer(due: readonly Run[]): Promise<void> {
    const declined = this.#declined();
    const run = due.findLast((one) => isMeantToEnd(one) && !declined.includes(runText(one) ?? ''));
    if (run === undefined || run.end !== undefined) {
      return;
    }
    const what = runText(run);
    const text = offerText(what, this.#parts.now() - run.startedAt);
    const never = run.commandLine === undefined ? undefined : what;
    const picked = await vscode.window.showInformationMessage(
      noticeText(text),
      ...[hold, predict, ...(never === undefined ? [] : [notForThis])],
    );
    if (picked === notForThis && never !== undefined) {
      await this.#parts.state.update(
        declinedKey,
        [...this.#declined(), never].slice(-longestMemory),
      );
    } else if (picked === hold || picked === predict) {
      await this.#take(run, picked === predict);
    }
  }

  /** An offer may stand for as long as nobody looks. */
  async #take(run: Run, isPredicted: boolean): Promise<void> {
    if (run.end !== undefined) {
      tellOver();
      return;
    }
    const active = this.#requireRunningTurn();
    if (isPredicted) {
      await this.#predictThenHold(run);
    } else {
      const { id, what } = ahead(run);
      await active.replica.dispatch({
        type: 'holdTurn',
        run: id,
        ...(what === undefined ? {} : { what }),
      });
    }
  }

  async #predictThenHold(run: Run | undefined): Promise<void> {
    const isThrough = await this.#parts.predictThenHold(run && ahead(run));
    if (isThrough && run?.end !== undefined) {
      tellOver();
    }
  }

  /** @throws {HumanError} if there is no turn to hold, before anything is typed for nothing. */
  #requireRunningTurn(): HeldSession {
    const active = this.#parts.sessions.requireConnected('hold the turn');
    const session = sessionOf(active);
    if (session.turn.state === 'held') {
      throw new HumanError('The turn is held already; "Interpair: Resume Turn" goes on with it.');
    }
    const decision = decideHold(session, { type: 'holdTurn' }, active.replica.now());
    if (!decision.ok) {
      throw new HumanError(decision.error);
    }
    return active;
  }

  #declined(): readonly string[] {
    const declined = v.safeParse(v.array(v.string()), this.#parts.state.get(declinedKey));
    return declined.success ? declined.output : [];
  }
}

function ahead(run: Run): RunAhead {
  const what = runText(run);
  return {
    id: run.id,
    isOver: () => run.end !== undefined,
    ...(what === undefined ? {} : { what }),
  };
}

function isMeantToEnd({ commandLine = '' }: Run): boolean {
  return !staysOpen(commandLine);
}

function tellOver(): void {
  void vscode.window.showInformationMessage('The run has ended meanwhile; the turn goes on.');
}
