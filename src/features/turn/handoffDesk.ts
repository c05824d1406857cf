import * as vscode from 'vscode';
import { isBreakDue } from '../../core/breaks.ts';
import { nobodyElse } from '../../core/decideSwap.ts';
import { notDriving, placeLeftTo, tooLate, turnToLeave } from '../../core/handoff.ts';
import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import type { Place } from '../../core/question.ts';
import { driversInLine, nextDriver } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { openPlace } from '../../platform/code/findPlace.ts';
import { placeInFront } from '../../platform/code/places.ts';
import type { Draft } from '../../platform/drafts.ts';
import type { FillForm } from '../../platform/form.ts';
import type { TextStep } from '../../platform/inputSteps.ts';
import { labelText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { HumanError } from '../../util/humanError.ts';

/** Names the draft: whoever is late with a line for the one command finds it in the other. */
const draftName = 'handOff';

const step: TextStep = {
  key: 'text',
  prompt: 'What were you about to do?',
  example: 'ablate head 1.4, then look at the loss on repeated tokens',
};

/** Handing the keyboard over with one line, and going to where the driver before was. */
export class HandoffDesk {
  readonly #sessions: Sessions;
  readonly #fill: FillForm;

  constructor(sessions: Sessions, fill: FillForm) {
    this.#sessions = sessions;
    this.#fill = fill;
  }

  /** Asks for the line and ends the turn; if it ended meanwhile, the line is left all the same. */
  async handOff(): Promise<void> {
    const active = this.#sessions.requireConnected('hand over');
    const { turn } = sessionOf(active);
    if (turn.driver !== active.me || turn.state === 'break') {
      if (turnToLeave(sessionOf(active), active.me) === undefined) {
        throw new HumanError(notDriving(sessionOf(active)));
      }
      await this.leaveLine();
      return;
    }
    const place = placeInFront();
    const to = await pickDriver(active);
    if (to === undefined) {
      return;
    }
    const session = sessionOf(active);
    const after = isNext(session, to) && isBreakDue(session, active.replica.now());
    await this.#fill({
      title: `Hand over to ${calledName(session, to)}${after ? ' after a break' : ''}${at(place)}`,
      name: draftName,
      command: 'Hand Over the Keyboard',
      steps: [step],
      toRecord: (draft, now) => [
        {
          type: 'handOff',
          turn: turn.number,
          // Whoever is next anyway has the break first that is due.
          ...(isNext(now, to) ? {} : { to }),
          ...typed(draft),
          ...(place === undefined ? {} : { place }),
        },
      ],
    });
  }

  /**
   * Asks for a line alone, of a driver whose turn has come to its end already.
   *
   * @param turn for whose next driver it is meant; by default the last that was theirs.
   * @param place where they were when it ended.
   * @throws {HumanError} if there is no such turn, or it is too long over.
   */
  async leaveLine(turn?: number, place?: Place): Promise<void> {
    const active = this.#sessions.requireConnected('leave a line');
    const session = sessionOf(active);
    const own = turnToLeave(session, active.me);
    if (own === undefined || (turn !== undefined && turn !== own)) {
      throw new HumanError(tooLate);
    }
    const { driver } = session.turn;
    const whom = driver === active.me ? 'whoever drives next' : calledName(session, driver);
    await this.#fill({
      title: `Leave a line for ${whom}${at(place)}`,
      name: draftName,
      command: 'Leave a Line for the Driver',
      steps: [{ ...step, required: 'Type a line, or press Escape to leave none.' }],
      toRecord: (draft) => [
        {
          type: 'noteHandoff',
          turn: own,
          ...typed(draft),
          ...(place === undefined ? {} : { place }),
        },
      ],
    });
  }

  /** @throws {HumanError} if there is no such place, or no such file here. */
  async goToHandoff(): Promise<void> {
    const active = this.#sessions.require();
    const place = placeLeftTo(sessionOf(active), active.me);
    if (place === undefined) {
      throw new HumanError(
        'No place was left for you; those of earlier turns are in the record of the Session view.',
      );
    }
    await this.goTo(place);
  }

  /** @throws {HumanError} if there is no such file here. */
  async goTo(place: Place): Promise<void> {
    await openPlace(place, 'type');
  }
}

/** The one who is there, or the one that the driver picks of several; `undefined` if they think better of it. */
async function pickDriver(active: ActiveSession): Promise<ParticipantId | undefined> {
  const session = sessionOf(active);
  const [next, ...others] = driversInLine(session);
  if (next === undefined) {
    throw new HumanError(nobodyElse);
  }
  if (others.length === 0) {
    return next.id;
  }
  const picked = await vscode.window.showQuickPick(
    [next, ...others].map(({ id }) => ({
      label: labelText(calledName(session, id)),
      iconPath: new vscode.ThemeIcon('keyboard'),
      ...(id === next.id ? { description: 'next' } : {}),
      id,
    })),
    { title: 'Hand over the keyboard', placeHolder: 'Who drives next?', ignoreFocusOut: true },
  );
  return picked?.id;
}

function isNext(session: Session, id: ParticipantId): boolean {
  return nextDriver(session)?.id === id;
}

/** Says before it is done that the place goes along. */
function at(place: Place | undefined): string {
  return place === undefined ? '' : `, at ${placeLabel(place)}`;
}

function typed(draft: Draft): { readonly text?: string } {
  const text = draft.text(step.key).trim();
  return text === '' ? {} : { text };
}
