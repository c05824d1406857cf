import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { phases } from '../../../src/core/question.ts';
import { frameworks, techniques } from '../../../src/questions/deck.ts';
import { chooseVariant } from '../../../src/scaffolds/chooseVariant.ts';
import { techniques as scaffoldTechniques } from '../../../src/scaffolds/header.ts';
import { loadCatalog } from '../../../src/scaffolds/loadCatalog.ts';
import type { Scaffold } from '../../../src/scaffolds/scaffold.ts';
import { builtInDeck, builtInDeckFiles } from './builtInDeck.ts';

const { questions, mistakes } = builtInDeck;
const catalog = await loadCatalog(
  fileURLToPath(new URL('../../../src/scaffolds/catalog', import.meta.url)),
);

/** The technique of a scaffold's folder, and those that its method or the method it checks names. */
function techniquesOf({ technique, method, checks = '' }: Scaffold): readonly string[] {
  return [technique, ...method.split('-'), ...(checks.split('.')[1] ?? '').split('-')];
}

const nothingKnown = { techniques: [], models: [], frameworks: [] };

/** The scaffolds that may be inserted for a check, as the code in front decides. */
function variantsOf(check: string): readonly Scaffold[] {
  const [technique, method] = check.split('.');
  return catalog.scaffolds.filter((one) => one.technique === technique && one.method === method);
}

/** Only transformers leaves the weights out without a word. */
function isAbout(question: string, framework: string): boolean {
  return question !== 'attention.any-weights' || framework === 'transformers';
}

describe('the decks that come with Interpair', () => {
  it('have no mistakes', () => {
    assert.deepEqual(mistakes, []);
  });

  it('name checks that are in the catalogue of scaffolds, for each framework, and are named by them', () => {
    for (const { id, check } of questions) {
      if (check !== undefined) {
        assert.ok(chooseVariant(check, catalog, nothingKnown), `${id}: ${check}`);
        for (const variant of variantsOf(check).filter(({ framework }) => isAbout(id, framework))) {
          const checked = catalog.get(variant.checks ?? '');
          const named = [...variant.questions, ...(checked?.questions ?? [])];
          assert.ok(named.includes(id), `${variant.id} does not name ${id}`);
        }
      }
    }
  });

  for (const scaffold of catalog.scaffolds) {
    it(`hold the questions for ${scaffold.id}, which are about it, each once`, () => {
      const about = ['any', ...techniquesOf(scaffold)];
      for (const id of scaffold.questions) {
        const question = questions.find((one) => one.id === id);
        assert.ok(question, `${id} is in no deck`);
        assert.ok(
          question.techniques.some((technique) => about.includes(technique)),
          `${id} is about ${question.techniques.join(', ')}`,
        );
      }
      assert.equal(new Set(scaffold.questions).size, scaffold.questions.length);
    });
  }

  // What is wrong with the code that people start from, asked beside the scaffold to use instead.
  const mistakenBy: Readonly<Record<string, readonly string[]>> = {
    'gradient.channel-saliency.keras': ['gradient.map-or-picture', 'gradient.one-channel'],
    'gradient.activation-maximisation.keras': ['gradient.map-or-picture'],
    'attention.patterns.transformers': [
      'attention.any-weights',
      'attention.which-axis',
      'attention.other-heads',
      'attention.labelled',
    ],
    'probe.linear.transformers': [
      'probe.hidden-or-output',
      'probe.converged',
      'probe.leakage',
      'probe.majority',
      'probe.raw-input',
      'probe.random-model',
      'probe.control-task',
    ],
    'activation.cache.torchvision': [
      'activation.real-input',
      'gradient.preprocessing',
      'gradient.one-channel',
      'activation.before-or-after',
    ],
    'gradient.activation-maximisation.torch': [
      'activation.adversarial',
      'activation.seeds',
      'activation.what-we-maximise',
      'activation.top-examples',
    ],
  };
  for (const [id, asked] of Object.entries(mistakenBy)) {
    it(`ask beside ${id} about the mistakes of the well-known examples`, () => {
      const named = catalog.get(id)?.questions ?? [];
      assert.deepEqual(
        asked.filter((question) => !named.includes(question)),
        [],
      );
    });
  }

  it('are about the techniques that scaffolds are about', () => {
    assert.deepEqual(techniques, ['any', ...scaffoldTechniques]);
  });

  it('may be about the frameworks that scaffolds are for', () => {
    const known = new Set(catalog.scaffolds.map(({ framework }) => framework));
    assert.deepEqual(new Set<string>(frameworks), known);
  });

  it('hold more than 120 questions', () => {
    assert.ok(questions.length > 120, `${questions.length}`);
  });

  it('ask about every technique in at least three phases, one of them before believing a result', () => {
    for (const technique of techniques) {
      const about = questions.filter((question) => question.techniques.includes(technique));
      const covered = phases.filter((phase) =>
        about.some((question) => question.phases.includes(phase)),
      );
      assert.ok(covered.length >= 3, `${technique}: ${covered.join(', ')}`);
      assert.ok(covered.includes('believe'), technique);
    }
  });

  it('ask in every phase, whatever the technique', () => {
    for (const phase of phases) {
      const any = questions.filter(
        (question) => question.techniques.includes('any') && question.phases.includes(phase),
      );
      assert.ok(any.length >= 3, phase);
    }
  });

  it('ask something that ends in a question mark and can be said in one breath', () => {
    for (const { id, text } of questions) {
      assert.match(text, /\?$/, id);
      assert.ok(text.length <= 100, `${id}: ${text.length} characters`);
    }
  });

  it('ask each question once', () => {
    const texts = questions.map(({ text }) => text.toLowerCase());
    assert.deepEqual(
      texts.filter((text, index) => texts.indexOf(text) !== index),
      [],
    );
  });

  it('say why in one or two full sentences', () => {
    for (const { id, why } of questions) {
      assert.match(why, /^["A-Z].*\.$/, id);
      assert.ok(why.length <= 170, `${id}: ${why.length} characters`);
    }
  });

  it('never shout', () => {
    for (const { id, text, why } of questions) {
      assert.doesNotMatch(
        `${text} ${why}`,
        /!|—|\b(obviously|of course|simply put|just read)\b/i,
        id,
      );
    }
  });

  it('name ids after the technique they are about', () => {
    for (const { id, techniques: about } of questions) {
      assert.ok(
        about.some((technique) => id.startsWith(`${technique}.`)),
        id,
      );
    }
  });

  it('list no source that no question uses', () => {
    for (const { path, text } of builtInDeckFiles) {
      const deck: { sources?: object; questions: { source: unknown }[] } = parse(text);
      const used = new Set(deck.questions.map(({ source }) => source));
      const unused = Object.keys(deck.sources ?? {}).filter((name) => !used.has(name));
      assert.deepEqual(unused, [], path);
    }
  });
});
