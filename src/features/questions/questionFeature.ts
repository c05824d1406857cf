import type { CommandTable } from '../../platform/commands.ts';
import type { Platform } from '../../platform/platform.ts';
import { TurnEnds } from '../../platform/session/turnEnds.ts';
import { TurnStages } from '../../platform/session/turnStages.ts';
import { settings } from '../../platform/settings.ts';
import type { DisposableStore } from '../../util/disposable.ts';
import { Nudge } from './nudge.ts';
import type { Badged } from './questionBadge.ts';
import { questionCommands } from './questionCommands.ts';
import { QuestionComments } from './questionComments.ts';
import { QuestionDesk } from './questionDesk.ts';
import { QuestionView } from './questionView.ts';

/**
 * Stupid questions: the card, the view, and the questions at the code.
 *
 * @param badgedBefore the view that carries the badge until the view of the questions is shown.
 */
export function questionFeature(
  platform: Platform,
  store: DisposableStore,
  badgedBefore: Badged,
): { readonly commands: CommandTable; readonly view: Pick<QuestionView, 'isShown'> } {
  const { sessions, attention, decks, content, cursor, log, dist } = platform;
  const stages = store.add(new TurnStages(sessions, platform.alarm()));
  const desk = store.add(new QuestionDesk({ sessions, decks, content, cursor, stages }));
  const comments = store.add(new QuestionComments(desk, sessions, log));
  const nudge = store.add(new Nudge(sessions, settings, platform.alarm()));
  const alarm = platform.alarm();
  const ends = store.add(new TurnEnds(sessions, platform.alarm()));
  const parts = { sessions, attention, desk, content, nudge, alarm, ends, log, dist };
  const view = store.add(new QuestionView(parts, badgedBefore));
  return { commands: { ...questionCommands(desk), ...comments.commands }, view };
}
