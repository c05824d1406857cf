import type { Phase } from './question.ts';
import type { EpochMs, Millis } from './time.ts';

/** A stretch of a session with a purpose of its own. */
export interface AgendaItem {
  readonly title: string;
  /** How long it is meant to take; nothing happens by itself when it is over. */
  readonly length: Millis;
  /** What is worth asking meanwhile. */
  readonly phase: Phase;
  /** What to do in it, in a sentence. */
  readonly hint?: string;
}

/** How a session is meant to go, and how far it has come. */
export interface Agenda {
  readonly title: string;
  readonly items: readonly AgendaItem[];
  /** The index of the item that the session is at; the number of items once it is through. */
  readonly current: number;
  /** When it came to that item. */
  readonly since: EpochMs;
}

/** The item that a session is at; `undefined` without an agenda, and once it is through. */
export function currentItem(agenda: Agenda | undefined): AgendaItem | undefined {
  return agenda?.items[agenda.current];
}

/** When the item that a session is at is meant to end; `undefined` where there is none. */
export function endOfItem(agenda: Agenda | undefined): EpochMs | undefined {
  const item = currentItem(agenda);
  return agenda && item && agenda.since + item.length;
}
