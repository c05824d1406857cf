import * as v from 'valibot';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import type { VsCodeApi } from './vscodeApi.ts';

const texts = v.record(v.string(), v.string());

/** The field for a question of one's own; any other field is named after the question it answers. */
export const OWN_QUESTION = '';

/**
 * What someone has typed, by field. It stays until it is seen in the session, so that nothing is lost
 * when the log can't be reached, and VS Code keeps it while the view is hidden and its document gone.
 */
export class Drafts {
  readonly #api: VsCodeApi;
  readonly #onChange: () => void;
  /** By names that partners may have chosen, so that it is no plain object. */
  readonly #texts: Map<string, string>;
  /** The fields that someone opened to add an answer, before anything is typed into them. */
  #opened: readonly string[] = [];

  constructor(api: VsCodeApi, onChange: () => void) {
    this.#api = api;
    this.#onChange = onChange;
    this.#texts = new Map(Object.entries(v.parse(v.fallback(texts, {}), api.getState())));
  }

  get(field: string): string {
    return this.#texts.get(field) ?? '';
  }

  set(field: string, text: string): void {
    this.#put(field, text);
    this.#onChange();
  }

  /** Whether someone writes in a field that is not there otherwise. */
  isOpen(field: string): boolean {
    return this.#opened.includes(field) || this.get(field) !== '';
  }

  open(field: string): void {
    this.#opened = [...this.#opened, field];
    this.#onChange();
  }

  /** What was typed there is kept, and then the field stays. */
  close(field: string): void {
    this.#opened = this.#opened.filter((other) => other !== field);
    this.#onChange();
  }

  /** Empties and closes a field. */
  discard(field: string): void {
    this.#put(field, '');
    this.close(field);
  }

  /** Drops what has arrived in the session since `before`, which is `undefined` for a new document. */
  settle(before: QuestionPanelModel | undefined, now: QuestionPanelModel): void {
    for (const { id, text, isMine, answers } of now.asked) {
      const known = before?.asked.find((question) => question.id === id);
      const news = answers.slice(known?.answers.length ?? 0);
      if (news.some((answer) => answer.text === this.get(id).trim())) {
        this.#put(id, '');
        this.#opened = this.#opened.filter((field) => field !== id);
      }
      if (isMine && known === undefined && text === this.get(OWN_QUESTION).trim()) {
        this.#put(OWN_QUESTION, '');
      }
    }
  }

  #put(field: string, text: string): void {
    if (text === '') {
      this.#texts.delete(field);
    } else {
      this.#texts.set(field, text);
    }
    this.#api.setState(Object.fromEntries(this.#texts));
  }
}
