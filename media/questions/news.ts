import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';

/**
 * What a screen reader says when one model follows another: the person's new role, and what others ask.
 * What was so before one came is no news, nor is it when the panel is shown again.
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
  const isNew = before !== undefined && announcement !== before.announcement;
  return [
    ...(isNew && announcement !== '' ? [announcement] : []),
    ...(arrived.length > 1 ? [`${arrived.length} new questions.`] : []),
    ...(newest === undefined ? [] : [`${newest.who} asks: ${newest.text}`]),
  ];
}
