import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';

/**
 * What a screen reader says when one model follows another: whose turn it is, and what others ask. What
 * was asked before one came is no news.
 */
export function news(
  before: QuestionPanelModel | undefined,
  { announcement, asked, sessionRunning }: QuestionPanelModel,
): readonly string[] {
  const known = new Set(before?.asked.map(({ id }) => id));
  const arrived =
    before?.sessionRunning && sessionRunning
      ? asked.filter(({ id, isMine, outcome }) => !known.has(id) && !isMine && outcome === 'open')
      : [];
  const [newest] = arrived;
  return [
    ...(announcement === (before?.announcement ?? '') ? [] : [announcement]),
    ...(arrived.length > 1 ? [`${arrived.length} new questions.`] : []),
    ...(newest === undefined ? [] : [`${newest.who} asks: ${newest.text}`]),
  ];
}
