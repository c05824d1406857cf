import type { FromQuestionPanel } from '../../src/protocol/questionPanel.ts';

/** What a webview is given by VS Code, once. */
export interface VsCodeApi {
  postMessage(message: FromQuestionPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}

export type Post = (message: FromQuestionPanel) => void;
