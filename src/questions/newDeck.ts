/** A deck to begin with, and the part of its text that is to be changed first. */
export interface NewDeck {
  readonly text: string;
  readonly first: { readonly start: number; readonly end: number };
}

/** What can be the name of a deck's file, and the start of its questions' ids. */
export const deckName = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const question = 'Which other explanation does this experiment rule out?';

/**
 * An example of everything that a deck can hold, in which nothing is wrong.
 * @param name of its file without the ending, as in `deckName`
 */
export function newDeck(name: string): NewDeck {
  const text = `# Questions of our own: saved here, they are asked beside those that come with Interpair.

# What they are about, where they don't say it themselves: any, gradient, attention, probe,
# activation, patching, lens, features, steering or remote.
techniques: any

# Publications, each under a short name of yours.
sources:
  platt1964:
    title: Strong Inference
    authors: Platt
    year: 1964
    link: https://doi.org/10.1126/science.146.3642.347

questions:
  # An id is never changed, since the records of sessions name it, and no two questions share one.
  - id: ${name}.rules-out
    text: ${question}
    why: One that rules nothing out can't tell two explanations apart.
    # start, middle, stuck, believe or writeup.
    phase: start
    # The name of a publication above, or practice.
    source: platt1964

  # With a list of phases, techniques of its own, and a scaffold that settles it where code can.
  - id: ${name}.names-by-heart
    text: Would the probe do as well if each name in our texts had a label at random?
    why: Our texts repeat few names, and a probe can learn those by heart.
    phase: [believe, writeup]
    techniques: probe
    source: practice
    check: probe.control-task.sklearn
`;
  const start = text.indexOf(question);
  return { text, first: { start, end: start + question.length } };
}
