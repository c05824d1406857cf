import { type AgendaItem, currentItem } from './agenda.ts';
import type { LogEntry } from './logEntry.ts';
import type { EpochMs, Millis } from './time.ts';
import { timeline } from './timeline.ts';

/** A stretch in which a session was at one item of its agenda. */
export interface AgendaStretch {
  readonly item: AgendaItem;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Which item the session was at when, from the log alone, up to its last entry. */
export function agendaHistory(entries: readonly LogEntry[]): readonly AgendaStretch[] {
  const found: AgendaStretch[] = [];
  for (const { session, from, to } of timeline(entries)) {
    const item = currentItem(session.agenda);
    const last = found.at(-1);
    if (item !== undefined && last?.item === item && last.to === from) {
      found[found.length - 1] = { ...last, to };
    } else if (item !== undefined) {
      found.push({ item, from, to });
    }
  }
  return found;
}

/** How long the session was at an item in all. */
export function timeAt(history: readonly AgendaStretch[], item: AgendaItem): Millis {
  return history
    .filter((stretch) => stretch.item === item)
    .reduce((sum, { from, to }) => sum + to - from, 0);
}
