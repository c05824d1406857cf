/** Longest texts that the record takes, in UTF-16 code units, the same in every home of the log. */
export const limits = {
  /** A question, an answer, a hypothesis. */
  text: 4_000,
  name: 100,
  /** As long as an address can be. */
  title: 200,
  id: 100,
  path: 1_000,
  /** The line of code that a question is pinned to. */
  codeLine: 1_000,
  agendaItems: 20,
  /** What the code at a place may be about, or work with, at once. */
  techniques: 20,
  /** Addresses under which a host may be reached. */
  hosts: 8,
  /** Events in one append. */
  events: 50,
} as const;
