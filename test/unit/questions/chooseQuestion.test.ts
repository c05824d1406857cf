import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outcomes, phases } from '../../../src/core/question.ts';
import { type Choice, chooseQuestion } from '../../../src/questions/chooseQuestion.ts';
import { techniques } from '../../../src/questions/deck.ts';
import { builtInDeck } from './builtInDeck.ts';

const deck = builtInDeck.questions;
const ids = deck.map(({ id }) => id);

const plain: Choice = {
  techniques: [],
  frameworks: [],
  phase: 'start',
  asked: [],
  skipped: [],
  seed: 'session',
};

const choices: fc.Arbitrary<Choice> = fc.record({
  techniques: fc.uniqueArray(fc.constantFrom(...techniques.slice(1)), { maxLength: 3 }),
  frameworks: fc.constant([]),
  phase: fc.constantFrom(...phases),
  asked: fc.array(
    fc.record({ deckId: fc.constantFrom(...ids), outcome: fc.constantFrom(...outcomes) }),
    { maxLength: 30 },
  ),
  skipped: fc.array(fc.constantFrom(...ids), { maxLength: 30 }),
  named: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 8 }),
  seed: fc.string(),
});

/** Asks what is chosen, `times` over, and returns the ids in that order. */
function askedInARow(choice: Choice, times: number): string[] {
  const asked: { deckId: string; outcome: 'answered' }[] = [];
  for (let turn = 0; turn < times; turn++) {
    const question = chooseQuestion(deck, { ...choice, asked: [...choice.asked, ...asked] });
    assert.ok(question);
    asked.push({ deckId: question.id, outcome: 'answered' });
  }
  return asked.map(({ deckId }) => deckId);
}

describe('chooseQuestion', () => {
  it('chooses nothing from an empty deck', () => {
    assert.equal(chooseQuestion([], plain), undefined);
  });

  it('chooses the same in two windows, whatever the order in which the decks were loaded', () => {
    fc.assert(
      fc.property(choices, (choice) => {
        assert.equal(
          chooseQuestion(deck, choice)?.id,
          chooseQuestion([...deck].reverse(), structuredClone(choice))?.id,
        );
      }),
    );
  });

  it('puts the question first that the check of what was just inserted settles', () => {
    const choice: Choice = {
      ...plain,
      techniques: ['attention'],
      phase: 'believe',
      check: 'attention.random-model.transformers',
    };
    for (const framework of ['transformers', 'nnsight']) {
      const check = `attention.random-model.${framework}`;
      for (const seed of ['a', 'b', 'c', 'd', 'e']) {
        assert.equal(
          chooseQuestion(deck, { ...choice, check, seed })?.id,
          'attention.random-model',
        );
      }
    }
    const asked = [{ deckId: 'attention.random-model', outcome: 'answered' }] as const;
    assert.notEqual(chooseQuestion(deck, { ...choice, asked })?.id, 'attention.random-model');
  });

  it('prefers the questions for what was just inserted to others of the phase', () => {
    const choice: Choice = {
      ...plain,
      techniques: ['gradient'],
      named: ['gradient.map-or-picture', 'gradient.other-channel'],
    };
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      assert.equal(chooseQuestion(deck, { ...choice, seed })?.id, 'gradient.map-or-picture');
      const later = chooseQuestion(deck, { ...choice, seed, phase: 'believe' });
      assert.equal(later?.id, 'gradient.other-channel');
      const elsewhere = chooseQuestion(deck, { ...choice, seed, techniques: ['probe'] });
      assert.ok(elsewhere?.techniques.includes('probe'), elsewhere?.id);
    }
  });

  it('repeats no question until all others have been asked', () => {
    fc.assert(
      fc.property(choices, (choice) => {
        const row = askedInARow({ ...choice, asked: [] }, deck.length);
        assert.equal(new Set(row).size, deck.length);
      }),
      { numRuns: 10 },
    );
  });

  it('asks everything that fits before anything about another technique', () => {
    fc.assert(
      fc.property(choices, (choice) => {
        const question = chooseQuestion(deck, choice);
        const asked = new Set(choice.asked.map(({ deckId }) => deckId));
        const fits = (about: readonly string[]) =>
          about.includes('any') || choice.techniques.some((technique) => about.includes(technique));
        const left = deck.filter(({ id, techniques: about }) => !asked.has(id) && fits(about));
        assert.ok(question && (left.length === 0 || left.includes(question)));
      }),
    );
  });

  it('puts the questions that test a result first, before it is believed', () => {
    fc.assert(
      fc.property(choices, (choice) => {
        const believing: Choice = { ...choice, phase: 'believe' };
        const seen = new Set([...choice.skipped, ...choice.asked.map(({ deckId }) => deckId)]);
        const left = deck.some(
          ({ id, phases: when, techniques: about }) =>
            !seen.has(id) &&
            when.includes('believe') &&
            (about.includes('any') || choice.techniques.some((name) => about.includes(name))),
        );
        assert.ok(!left || chooseQuestion(deck, believing)?.phases.includes('believe'));
      }),
    );
  });

  it('prefers the technique near the cursor to questions about any', () => {
    const question = chooseQuestion(deck, { ...plain, techniques: ['probe'] });
    assert.ok(question?.techniques.includes('probe'));
  });

  it('asks nothing that makes no sense for the framework in use while anything else is left', () => {
    const [first, ...others] = deck
      .filter(({ techniques: about }) => about.includes('any'))
      .slice(0, 3);
    assert.ok(first);
    const special = [{ ...first, frameworks: ['nnsight'] as const }, ...others];
    const choice: Choice = { ...plain, frameworks: ['transformers'] };
    for (const seed of ['a', 'b', 'c', 'd']) {
      assert.notEqual(chooseQuestion(special, { ...choice, seed })?.id, first.id);
    }
    const firsts = (frameworks: readonly string[]) =>
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
        (seed) => chooseQuestion(special, { ...plain, frameworks, seed })?.id,
      );
    assert.ok(firsts(['torch', 'nnsight']).includes(first.id));
    assert.ok(firsts([]).includes(first.id), 'there is no telling');
  });

  it('lets someone who has just taken the keyboard say where they go, and takes stock at the end', () => {
    const some = deck.filter(({ techniques: about }) => about.includes('any'));
    const middle = some.filter(({ phases: when }) => when.includes('middle'));
    const chosen = (stage: Choice['stage'], seed: string) =>
      chooseQuestion(middle, { ...plain, phase: 'middle', stage, seed });
    for (const seed of ['a', 'b', 'c', 'd']) {
      for (const [stage, phase] of [
        ['fresh', 'start'],
        ['late', 'stuck'],
      ] as const) {
        assert.ok(
          middle.some(({ phases: when }) => when.includes(phase)),
          'the test says something',
        );
        assert.ok(chosen(stage, seed)?.phases.includes(phase), `${stage} ${seed}`);
      }
      assert.equal(chosen('midway', seed), chosen(undefined, seed));
    }
  });

  it('asks about any technique while nothing is near the cursor', () => {
    assert.ok(chooseQuestion(deck, plain)?.techniques.includes('any'));
  });

  it('stays with its question while the same things are near the cursor', () => {
    const first = chooseQuestion(deck, { ...plain, techniques: ['probe', 'attention'] });
    const second = chooseQuestion(deck, { ...plain, techniques: ['attention', 'probe'] });
    assert.equal(first, second);
  });

  it('comes back to a skipped question once the others that fit have been shown', () => {
    const fitting = deck.filter(({ techniques: about }) => about.includes('any'));
    const skipped: string[] = [];
    for (const _ of fitting) {
      skipped.push(chooseQuestion(deck, { ...plain, skipped })?.id ?? '');
    }
    assert.equal(new Set(skipped).size, fitting.length);
    const start = fitting.filter(({ phases: when }) => when.includes('start')).map(({ id }) => id);
    const first = skipped.find((id) => start.includes(id));
    assert.equal(chooseQuestion(deck, { ...plain, skipped })?.id, first);
  });

  it('brings back what was parked first, once all has been asked', () => {
    const asked = ids.map((deckId) => ({
      deckId,
      outcome: deckId === 'any.if-false' ? ('parked' as const) : ('answered' as const),
    }));
    assert.equal(chooseQuestion(deck, { ...plain, asked })?.id, 'any.if-false');
  });

  it('begins differently in different sessions', () => {
    const firsts = new Set(
      Array.from({ length: 20 }, (_, n) => chooseQuestion(deck, { ...plain, seed: `s${n}` })?.id),
    );
    assert.ok(firsts.size >= 3, [...firsts].join(', '));
  });
});
