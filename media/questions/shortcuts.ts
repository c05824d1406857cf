import type { FromQuestionPanel, QuestionPanelModel } from '../../src/protocol/questionPanel.ts';

/** The keys of the card's actions, as they are shown on its buttons. */
export const keys = { ask: 'A', insertCheck: 'C', park: 'P', next: 'N' } as const;
export type CardAction = keyof typeof keys;

/** What the card offers now, in the order of its buttons. */
export function cardActions(model: QuestionPanelModel): readonly CardAction[] {
  if (model.card === undefined) {
    return [];
  }
  return [
    ...(model.canAsk ? (['ask'] as const) : []),
    ...(model.card.check === undefined ? [] : (['insertCheck'] as const)),
    ...(model.canAsk ? (['park'] as const) : []),
    'next',
  ];
}

/** The message that a key stands for; undefined for a key that means nothing or is being typed. */
export function shortcut(
  event: KeyboardEvent,
  model: QuestionPanelModel,
): FromQuestionPanel | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) {
    return undefined;
  }
  if (takesText(event.composedPath()[0])) {
    return undefined;
  }
  const action = cardActions(model).find((name) => keys[name] === event.key.toUpperCase());
  return action === undefined || model.card === undefined
    ? undefined
    : { type: action, id: model.card.id };
}

function takesText(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
