import * as vscode from 'vscode';
import type { Disposable } from '../util/disposable.ts';
import { detailForLog, messageForPerson } from '../util/humanError.ts';
import { noticeText } from './notice.ts';

/** Where Interpair writes down what went wrong. Never given a secret. */
export class LogChannel implements Disposable {
  readonly #channel = vscode.window.createOutputChannel('Interpair', { log: true });

  info(message: string): void {
    this.#channel.info(message);
  }

  /** Writes the details down for whoever looks into it later; shows nothing. */
  note(doing: string, error: unknown): void {
    this.#channel.error(`${doing}: ${detailForLog(error)}`);
  }

  /** Writes the details down and shows the person one sentence. */
  report(doing: string, error: unknown): void {
    this.note(doing, error);
    void vscode.window.showErrorMessage(noticeText(messageForPerson(error)));
  }

  /** Runs something that nobody waits for; a failure is written down and shown. */
  background(doing: string, work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.report(doing, error));
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
