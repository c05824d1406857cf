import { phases } from '../src/core/question.ts';
import {
  type DeckQuestion,
  frameworks,
  type Technique,
  techniques,
} from '../src/questions/deck.ts';
import { deckJsonSchema } from '../src/questions/deckJsonSchema.ts';
import type { JsonSchema } from '../src/questions/jsonSchema.ts';
import { meanings } from '../src/questions/meanings.ts';
import { newDeck } from '../src/questions/newDeck.ts';
import { capitalised } from '../src/util/capitalised.ts';
import { cell, table } from './table.ts';

/** The page of all questions and of how to write more, in Markdown. */
export function questionPage(questions: readonly DeckQuestion[]): string {
  return `# Stupid questions

The ${questions.length} questions that come with Interpair, by what the code at the cursor is about and by when they
are worth asking. One at a time is put to the pair, with its reason and its source; where code can
settle it, the card inserts the scaffold that does.

This page is generated from the decks by \`npm run docs\`. [The last part](#a-deck-of-your-own) is about
writing your own.

${techniques.map((technique) => section(technique, questions)).join('\n\n')}

${ownDeck()}`;
}

function section(technique: Technique, questions: readonly DeckQuestion[]): string {
  const rows = questions
    .filter((question) => question.techniques.includes(technique))
    .sort((a, b) => firstPhase(a) - firstPhase(b))
    .map(row);
  const title = technique === 'any' ? 'Any technique' : capitalised(technique);
  return `## ${title}

${meanings[technique]}

${table(['when', 'question', 'why', 'source', 'check'], rows)}`;
}

function row({ id, text, why, phases: when, source, check }: DeckQuestion): readonly string[] {
  return [
    when.join(', '),
    `${cell(text)}<br>\`${id}\``,
    cell(why),
    source === 'practice'
      ? source
      : `[${cell(source.title)}](${source.link}), ${cell(source.authors)} ${source.year}`,
    check === undefined ? '' : `\`${check}\``,
  ];
}

function firstPhase({ phases: when }: DeckQuestion): number {
  return Math.min(...when.map((phase) => phases.indexOf(phase)));
}

function ownDeck(): string {
  const { properties: ofDeck = {} } = deckJsonSchema();
  const publication = ofDeck.sources?.additionalProperties;
  return `## A deck of your own

*Interpair: New Question Deck* writes a deck to begin with into \`.interpair/questions\` of the workspace
folder. Every \`.yaml\` and \`.yml\` file there is read, and so is what the setting
\`interpair.questions.decks\` names: files, or folders of them, anywhere on the machine. Commit them
with the project and everyone who opens it asks the same questions. What is saved counts at once.

A mistake is in the Problems panel, with what to write instead; its question is left out, and all
others are asked. Fields and values complete while you type.

\`\`\`yaml
${newDeck('team').text}\`\`\`

### A deck

${fieldTable(ofDeck)}

### A question

${fieldTable(ofDeck.questions?.items?.properties ?? {})}

### A publication

${fieldTable(typeof publication === 'object' ? (publication.properties ?? {}) : {})}

### Phases

${meaningTable(phases)}

### Techniques

${meaningTable(techniques)}

### Frameworks

${meaningTable(frameworks)}
`;
}

function fieldTable(fields: Readonly<Record<string, JsonSchema>>): string {
  const rows = Object.entries(fields).map(([field, { description = '' }]) => [
    `\`${field}\``,
    cell(description),
  ]);
  return table(['field', ''], rows);
}

function meaningTable(words: readonly (keyof typeof meanings)[]): string {
  return table(
    ['value', ''],
    words.map((word) => [`\`${word}\``, cell(meanings[word])]),
  );
}
