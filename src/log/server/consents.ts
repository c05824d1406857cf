import type { ParticipantId } from '../../core/participant.ts';
import { type Disposable, toDisposable } from '../../util/disposable.ts';
import { detailForLog } from '../../util/humanError.ts';
import type { Timers } from '../timers.ts';
import { NewcomerPause } from './newcomerPause.ts';

/** Someone who has the invite and is not in the session. */
export interface Newcomer {
  readonly participantId: ParticipantId;
  /** As they call themselves. */
  readonly name: string;
  /** Someone else who is or was in the session has that name. */
  readonly namesake?: true;
}

/**
 * Asks the person who started the session whether someone may come in.
 *
 * @param signal aborted once the newcomer no longer waits for the answer.
 */
export type Consent = (newcomer: Newcomer, signal: AbortSignal) => Promise<boolean>;

export type Answer = 'allowed' | 'notAllowed' | 'noAnswer';

interface Question {
  readonly name: string;
  readonly waiting: Set<(answer: Answer) => void>;
  readonly over: AbortController;
}

/** So many people may be asked about at once; a person can't keep more of them apart. */
const mostQuestions = 8;
/** Windows of one newcomer that wait for the same answer. */
const mostWindows = 8;

/** The questions whether newcomers may come in: one a newcomer, however many windows of theirs wait. */
export class Consents implements Disposable {
  readonly #consent: Consent;
  readonly #report: (detail: string) => void;
  readonly #open = new Map<ParticipantId, Question>();
  /** Who was let in, by the name that was asked about. */
  readonly #given = new Map<ParticipantId, string>();
  readonly #pause: NewcomerPause;

  constructor(consent: Consent, timers: Timers, report: (detail: string) => void) {
    this.#consent = consent;
    this.#report = report;
    this.#pause = new NewcomerPause(timers);
  }

  /** Whether someone was let in by this name, although they may have gone before they heard of it. */
  isGiven({ participantId, name }: Newcomer): boolean {
    return this.#given.get(participantId) === name;
  }

  /**
   * Asks, or waits for the answer to the same question with those who wait already. Whoever disposes
   * what this returns waits no longer, and is not told. `undefined` if too many questions are open or too
   * many wait for this one, someone was refused just now, or the question is about another name.
   */
  ask(newcomer: Newcomer, onAnswer: (answer: Answer) => void): Disposable | undefined {
    const { participantId } = newcomer;
    const question = this.#open.get(participantId) ?? this.#put(newcomer);
    if (
      question === undefined ||
      question.name !== newcomer.name ||
      question.waiting.size >= mostWindows
    ) {
      return undefined;
    }
    question.waiting.add(onAnswer);
    return toDisposable(() => {
      question.waiting.delete(onAnswer);
      if (question.waiting.size === 0) {
        this.#close(participantId, question);
      }
    });
  }

  /** They are to be asked about again. */
  revoke(id: ParticipantId): void {
    this.#given.delete(id);
  }

  dispose(): void {
    this.#pause.dispose();
    for (const [id, question] of [...this.#open]) {
      question.waiting.clear();
      this.#close(id, question);
    }
  }

  #put(newcomer: Newcomer): Question | undefined {
    if (this.#open.size >= mostQuestions || this.#pause.isOn) {
      return undefined;
    }
    const { name } = newcomer;
    const waiting = new Set<(answer: Answer) => void>();
    const question = { name, waiting, over: new AbortController() };
    this.#open.set(newcomer.participantId, question);
    void this.#settle(newcomer, question);
    return question;
  }

  async #settle(newcomer: Newcomer, question: Question): Promise<void> {
    const answer = await this.#answer(newcomer, question.over.signal);
    if (answer === 'allowed') {
      this.#given.set(newcomer.participantId, newcomer.name);
      this.#pause.allowed();
    } else if (answer === 'notAllowed' && !question.over.signal.aborted) {
      this.#pause.refused();
    }
    const waiting = [...question.waiting];
    question.waiting.clear();
    this.#close(newcomer.participantId, question);
    for (const tell of waiting) {
      tell(answer);
    }
  }

  async #answer(newcomer: Newcomer, signal: AbortSignal): Promise<Answer> {
    try {
      return (await this.#consent(newcomer, signal)) ? 'allowed' : 'notAllowed';
    } catch (error) {
      this.#report(detailForLog(error));
      return 'noAnswer';
    }
  }

  #close(id: ParticipantId, question: Question): void {
    if (this.#open.get(id) === question) {
      this.#open.delete(id);
      question.over.abort();
    }
  }
}
