import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { phaseOf } from '../../core/phase.ts';
import type { Outcome, Phase, Place } from '../../core/question.ts';
import type { Insertion, Session } from '../../core/session.ts';
import type { CodeAbout, CursorTechniques } from '../../platform/code/cursorTechniques.ts';
import { placeOfCursor } from '../../platform/code/places.ts';
import type { Content } from '../../platform/content/content.ts';
import type { Decks } from '../../platform/content/decks.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { TurnStages } from '../../platform/session/turnStages.ts';
import { chooseQuestion } from '../../questions/chooseQuestion.ts';
import { type DeckQuestion, techniques } from '../../questions/deck.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { HumanError } from '../../util/humanError.ts';

export interface QuestionDeskParts {
  readonly sessions: Sessions;
  readonly decks: Decks;
  readonly content: Content;
  readonly cursor: CursorTechniques;
  readonly stages: TurnStages;
}

/** The question that is on the card, and what can be done with it. */
export class QuestionDesk implements Disposable {
  readonly #sessions: Sessions;
  readonly #decks: Decks;
  readonly #content: Content;
  readonly #cursor: CursorTechniques;
  readonly #stages: TurnStages;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  /** Ids of the questions that were passed over while there was no session to do it in, oldest first. */
  #skipped: readonly string[] = [];

  /** Another question may be on the card. */
  readonly onDidChange = this.#onDidChange.event;

  constructor({ sessions, decks, content, cursor, stages }: QuestionDeskParts) {
    this.#sessions = sessions;
    this.#decks = decks;
    this.#content = content;
    this.#cursor = cursor;
    this.#stages = stages;
    this.#disposables.add(decks.onDidChange(() => this.#onDidChange.fire()));
    this.#disposables.add(cursor.onDidChange(() => this.#onDidChange.fire()));
    this.#disposables.add(sessions.onDidChange(() => this.#onDidChange.fire()));
    this.#disposables.add(stages.onDidChange(() => this.#onDidChange.fire()));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** The question that fits best right now; `undefined` if there is no deck. */
  async card(): Promise<DeckQuestion | undefined> {
    const questions = await this.#decks.questions();
    const session = this.#session();
    const asked = (session?.questions ?? []).flatMap(({ deckId, outcome }) =>
      deckId === undefined ? [] : [{ deckId, outcome }],
    );
    const inserted = await this.#insertedScaffold();
    return chooseQuestion(questions, {
      ...(await this.#about()),
      phase: session === undefined ? 'start' : phaseOf(session),
      stage: this.#stages.current,
      check: inserted?.check,
      named: inserted?.questions,
      asked,
      skipped: session === undefined ? this.#skipped : session.passed,
      seed: session?.id ?? '',
    });
  }

  /** @throws {HumanError} if nothing can be asked now, before anything is typed for nothing. */
  requireConnection(): void {
    this.#sessions.requireConnected('ask');
  }

  async ask({ id, text }: DeckQuestion): Promise<void> {
    await this.#put(text, { deckId: id });
  }

  async askOwn(text: string): Promise<void> {
    await this.#put(text.trim(), {});
  }

  /** Asks a question of one's own about some code. */
  async askAt(text: string, place: Place): Promise<void> {
    await this.#put(text.trim(), {}, place);
  }

  /** Puts the question on the record for later. */
  async park({ id: deckId, text }: DeckQuestion): Promise<void> {
    await this.#put(text, { deckId });
    const asked = sessionOf(this.#sessions.require()).questions.findLast(
      (question) => question.deckId === deckId,
    );
    if (asked !== undefined) {
      await this.resolve(asked.id, 'parked', 'open');
    }
  }

  /** Passes over the question on the card. */
  async next(): Promise<void> {
    const card = await this.card();
    if (card !== undefined) {
      await this.passOver(card.id);
    }
  }

  /** Passes over a question; the next best takes its place, in every window of the session. */
  async passOver(id: string): Promise<void> {
    const { active } = this.#sessions;
    if (active === undefined) {
      this.#skipped = [...this.#skipped, id];
      this.#onDidChange.fire();
    } else {
      this.requireConnection();
      await active.replica.dispatch({ type: 'passQuestion', deckId: id });
    }
  }

  /** @throws {HumanError} if no deck has a question of that id. */
  async find(id: string): Promise<DeckQuestion> {
    const questions = await this.#decks.questions();
    const found = questions.find((question) => question.id === id);
    if (found === undefined) {
      throw new HumanError('That question is in none of the decks; pass over it with Next.');
    }
    return found;
  }

  /** @param seen the outcome that the person saw. */
  async resolve(id: string, outcome: Outcome, seen: Outcome, answer?: string): Promise<void> {
    await this.#sessions.require().replica.dispatch({
      type: 'resolveQuestion',
      id,
      outcome,
      seen,
      ...(answer === undefined ? {} : { answer }),
    });
  }

  /** @param phase `undefined` to have it inferred again. */
  async setPhase(phase: Phase | undefined): Promise<void> {
    await this.#sessions.require().replica.dispatch({
      type: 'setPhase',
      ...(phase === undefined ? {} : { phase }),
    });
  }

  /** Where a question asked now is pinned: the cursor, or else where the driver is, or was last. */
  place(): Place | undefined {
    return (
      placeOfCursor(vscode.window.activeTextEditor) ??
      this.#session()?.driverAt?.place ??
      this.#lastInsertion()?.place
    );
  }

  /**
   * What the driver's code is about, as the session knows it, so that it is the same in every window; of
   * the code in front of this window while it does not; and of what was inserted last where neither says.
   */
  async #about(): Promise<CodeAbout> {
    const about = this.#session()?.driverAt ?? (await this.#cursor.current());
    const around: readonly string[] = about.techniques;
    const [technique, , framework] = this.#lastInsertion()?.scaffoldId.split('.') ?? [];
    const known = techniques.filter((name) => around.includes(name));
    return known.length > 0 || technique === undefined || framework === undefined
      ? { techniques: known, frameworks: about.frameworks }
      : { techniques: techniques.filter((name) => name === technique), frameworks: [framework] };
  }

  #session(): Session | undefined {
    const { active } = this.#sessions;
    return active && sessionOf(active);
  }

  async #insertedScaffold(): Promise<Scaffold | undefined> {
    const inserted = this.#lastInsertion();
    return inserted && (await this.#content.catalog()).get(inserted.scaffoldId);
  }

  #lastInsertion(): Insertion | undefined {
    return this.#session()?.insertions.at(-1);
  }

  async #put(text: string, of: { deckId?: string }, place = this.place()): Promise<void> {
    await this.#sessions.require().replica.dispatch({
      type: 'askQuestion',
      id: randomUUID(),
      text,
      ...of,
      ...(place === undefined ? {} : { place }),
    });
  }
}
