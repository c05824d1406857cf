import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type * as vscode from 'vscode';

const draftSchema = v.object({ id: v.string(), texts: v.record(v.string(), v.string()) });
type Kept = v.InferOutput<typeof draftSchema>;

/** What was typed into prompts and is on no record yet; kept for this workspace, also over a reload. */
export class Drafts {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** @param name of what is drafted: one draft for each. */
  of(name: string): Draft {
    return new Draft(this.#state, `interpair.draft.${name}`);
  }
}

/** What was typed so far, by the key of the prompt that it answers. */
export class Draft {
  readonly #state: vscode.Memento;
  readonly #key: string;

  constructor(state: vscode.Memento, key: string) {
    this.#state = state;
    this.#key = key;
  }

  /** Of what is typed right now: the same while nothing of it changes, so that it is recorded once. */
  get id(): string {
    return this.#kept.id;
  }

  /** Empty where nothing was typed. */
  text(key: string): string {
    return this.#kept.texts[key] ?? '';
  }

  keep(key: string, text: string): void {
    if (text !== this.text(key)) {
      const texts = { ...this.#kept.texts, [key]: text };
      this.#write({ id: randomUUID(), texts });
    }
  }

  clear(): void {
    this.#write(undefined);
  }

  /** Where it can't be written down, the memory of this window still has it. */
  #write(kept: Kept | undefined): void {
    this.#state.update(this.#key, kept).then(undefined, () => undefined);
  }

  get #kept(): Kept {
    const kept = v.safeParse(draftSchema, this.#state.get(this.#key));
    return kept.success ? kept.output : { id: randomUUID(), texts: {} };
  }
}
