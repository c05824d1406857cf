import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Outcome } from '../../core/question.ts';
import { placeOfRange } from '../../platform/code/places.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';
import { messageForPerson } from '../../util/humanError.ts';
import type { QuestionDesk } from './questionDesk.ts';
import { QuestionThreads } from './questionThreads.ts';
import { answerThatFits, questionThatFits } from './wordsThatFit.ts';

/** What VS Code gives to a button below a thread. */
const replySchema = v.object({
  thread: v.custom<vscode.CommentThread>(
    (thread) =>
      typeof thread === 'object' &&
      thread !== null &&
      Reflect.get(thread, 'uri') instanceof vscode.Uri &&
      Reflect.get(thread, 'range') instanceof vscode.Range,
  ),
  text: v.string(),
});

/** The threads of questions in the gutter, and what is typed into them. */
export class ThreadReplies implements Disposable {
  readonly #desk: QuestionDesk;
  readonly #log: LogChannel;
  readonly #threads: QuestionThreads;

  constructor(desk: QuestionDesk, sessions: Sessions, log: LogChannel) {
    this.#desk = desk;
    this.#log = log;
    this.#threads = new QuestionThreads(sessions);
  }

  dispose(): void {
    this.#threads.dispose();
  }

  /** Asks what was typed at a plus sign, about the lines there. */
  async ask(reply: unknown): Promise<void> {
    const { text, thread } = v.parse(replySchema, reply);
    await this.#keepingWords(text, async () => {
      this.#desk.requireConnection();
      const question = questionThatFits(text);
      if (thread.range !== undefined) {
        const document = await vscode.workspace.openTextDocument(thread.uri);
        await this.#desk.askAt(question, placeOfRange(document, thread.range));
        thread.dispose(); // That of the question itself takes its place.
      }
    });
  }

  /** Resolves the question of a thread, with what was typed there as an answer. */
  async resolve(reply: unknown, outcome: Outcome): Promise<void> {
    const { text, thread } = v.parse(replySchema, reply);
    await this.#keepingWords(text, async () => {
      const answer = answerThatFits(text);
      const question = this.#threads.questionOf(thread);
      if (question !== undefined) {
        await this.#desk.resolve(question.id, outcome, question.outcome, answer);
        this.#threads.drop(question.id);
      }
    });
  }

  /** VS Code empties the box whatever comes of it, so what did not get through can be had back. */
  async #keepingWords(text: string, send: () => Promise<void>): Promise<void> {
    try {
      await send();
    } catch (error) {
      this.#log.note('Question at the code', error);
      this.#log.background('Copying what was written', () => offerToCopy(text, error));
    }
  }
}

async function offerToCopy(text: string, error: unknown): Promise<void> {
  const copy = 'Copy what you wrote';
  const sentence = noticeText(messageForPerson(error));
  const offered = text.trim() === '' ? [] : [copy];
  if ((await vscode.window.showErrorMessage(sentence, ...offered)) === copy) {
    await vscode.env.clipboard.writeText(text);
  }
}
