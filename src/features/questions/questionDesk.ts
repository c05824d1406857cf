import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { phaseOf } from '../../core/phase.ts';
import type { Outcome, Phase, Place } from '../../core/question.ts';
import type { Insertion } from '../../core/session.ts';
import { sessionOf } from '../../platform/activeSession.ts';
import type { Content } from '../../platform/content.ts';
import type { CursorTechniques } from '../../platform/cursorTechniques.ts';
import { placeOfCursor } from '../../platform/places.ts';
import type { Sessions } from '../../platform/sessions.ts';
import { chooseQuestion } from '../../questions/chooseQuestion.ts';
import { type DeckQuestion, type Technique, techniques } from '../../questions/deck.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { HumanError } from '../../util/humanError.ts';

/** The question that is on the card, and what can be done with it. */
export class QuestionDesk implements Disposable {
  readonly #sessions: Sessions;
  readonly #content: Content;
  readonly #cursor: CursorTechniques;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  /** Ids of the questions that were passed over here, oldest first. */
  #skipped: readonly string[] = [];

  /** Another question may be on the card. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(sessions: Sessions, content: Content, cursor: CursorTechniques) {
    this.#sessions = sessions;
    this.#content = content;
    this.#cursor = cursor;
    this.#disposables.add(cursor.onDidChange(() => this.#onDidChange.fire()));
    this.#disposables.add(sessions.onDidChange(() => this.#onDidChange.fire()));
    this.#disposables.add(
      sessions.onDidFinish(() => {
        this.#skipped = [];
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** The question that fits best right now; `undefined` if there is no deck. */
  async card(): Promise<DeckQuestion | undefined> {
    const { questions } = await this.#content.deck();
    const { active } = this.#sessions;
    const session = active === undefined ? undefined : sessionOf(active);
    const asked = (session?.questions ?? []).flatMap(({ deckId, outcome }) =>
      deckId === undefined ? [] : [{ deckId, outcome }],
    );
    const inserted = await this.#insertedScaffold();
    return chooseQuestion(questions, {
      techniques: await this.#techniques(),
      phase: session === undefined ? 'start' : phaseOf(session),
      check: inserted?.check,
      named: inserted?.questions,
      asked,
      skipped: this.#skipped,
      seed: session?.id ?? '',
    });
  }

  /** @throws {HumanError} if nothing can be asked now, before anything is typed for nothing. */
  requireConnection(): void {
    if (this.#sessions.require().connection !== 'connected') {
      throw new HumanError('The connection to your partner is lost; ask when it is back.');
    }
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
      await this.resolve(asked.id, 'parked');
    }
  }

  /** Passes over the question on the card. */
  async next(): Promise<void> {
    const card = await this.card();
    if (card !== undefined) {
      this.passOver(card.id);
    }
  }

  /** Passes over a question; the next best takes its place. */
  passOver(id: string): void {
    this.#skipped = [...this.#skipped, id];
    this.#onDidChange.fire();
  }

  /** @throws {HumanError} if no deck has a question of that id. */
  async find(id: string): Promise<DeckQuestion> {
    const { questions } = await this.#content.deck();
    const found = questions.find((question) => question.id === id);
    if (found === undefined) {
      throw new HumanError('That question is in none of the decks; pass over it with Next.');
    }
    return found;
  }

  async resolve(id: string, outcome: Outcome, answer?: string): Promise<void> {
    await this.#sessions.require().replica.dispatch({
      type: 'resolveQuestion',
      id,
      outcome,
      ...(answer === undefined ? {} : { answer }),
    });
  }

  async setPhase(phase: Phase): Promise<void> {
    await this.#sessions.require().replica.dispatch({ type: 'setPhase', phase });
  }

  /** Where a question asked now is pinned: the cursor, or else what was inserted last. */
  place(): Place | undefined {
    return placeOfCursor(vscode.window.activeTextEditor) ?? this.#lastInsertion()?.place;
  }

  /** Around the cursor; a navigator who has no code open gets what was inserted last. */
  async #techniques(): Promise<readonly Technique[]> {
    const around = await this.#cursor.current();
    const inserted = this.#lastInsertion()?.scaffoldId.split('.')[0];
    return around.length > 0 ? around : techniques.filter((technique) => technique === inserted);
  }

  async #insertedScaffold(): Promise<Scaffold | undefined> {
    const inserted = this.#lastInsertion();
    return inserted && (await this.#content.catalog()).get(inserted.scaffoldId);
  }

  #lastInsertion(): Insertion | undefined {
    const { active } = this.#sessions;
    return active === undefined ? undefined : sessionOf(active).insertions.at(-1);
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
