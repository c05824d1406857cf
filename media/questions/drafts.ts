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
  #texts: Record<string, string>;

  constructor(api: VsCodeApi) {
    this.#api = api;
    this.#texts = v.parse(v.fallback(texts, {}), api.getState());
  }

  get(field: string): string {
    return this.#texts[field] ?? '';
  }

  set(field: string, text: string): void {
    const { [field]: _before, ...others } = this.#texts;
    this.#texts = text === '' ? others : { ...others, [field]: text };
    this.#api.setState(this.#texts);
  }

  /** Drops what has arrived in the session since `before`. */
  settle(before: QuestionPanelModel | undefined, now: QuestionPanelModel): void {
    for (const { id, text, answers } of now.asked) {
      if (answers.some((answer) => answer.text === this.get(id).trim())) {
        this.set(id, '');
      }
      const isNew = before?.asked.every((question) => question.id !== id) ?? false;
      if (isNew && text === this.get(OWN_QUESTION).trim()) {
        this.set(OWN_QUESTION, '');
      }
    }
  }
}
