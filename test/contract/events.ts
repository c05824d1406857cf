import type { SessionEvent } from '../../src/core/event.ts';

/** An event that is told from others by its text. */
export function question(id: string): SessionEvent {
  return { type: 'questionAsked', id, text: `Is ${id} real?` };
}

export function idsOf(entries: readonly { readonly event: SessionEvent }[]): string[] {
  return entries.map(({ event }) => (event.type === 'questionAsked' ? event.id : event.type));
}
