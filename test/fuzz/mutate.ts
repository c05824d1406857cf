import type { Random } from '../simulation/random.ts';

/** What takes the place of a value. */
const strangers: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => [],
  () => ({}),
  () => '',
  () => ' \t ',
  () => '\u0000',
  () => '\ud800 lone \udfff',
  () => 'x'.repeat(101),
  () => 'x'.repeat(4_001),
  () => '\u{1F600}'.repeat(15_000),
  () => '-1',
  () => -1,
  () => 0,
  () => 0.5,
  () => 1e300,
  () => Number.MAX_SAFE_INTEGER + 1,
  () => ({ toString: 1, valueOf: null }),
  () => ['a', ['b', ['c']]],
  (random) => random.integer(-5, 5),
  (random) => random.next() * 2 ** 60,
];

/** Fields that a message has no business with. */
const extras = ['extra', '__proto__', 'constructor', 'prototype', 'toString', 'more', 'sum', '0'];

const mutations: readonly ((text: string, random: Random) => string)[] = [
  flipBits,
  flipBits,
  replaceValue,
  replaceValue,
  replaceValue,
  changeText,
  changeText,
  removeField,
  addField,
  multiply,
  (text, random) => text.slice(0, random.integer(0, text.length - 1)),
  (text, random) => text.slice(random.integer(1, text.length)),
  (text) => text + text,
  (text) => `[${text},${text}]`,
  (text) => ` \r\n${text}\n`,
  (text) => `\uFEFF${text}`,
  (text, random) => splice(text, random, JSON.stringify(random.pick(extras))),
  (text, random) => splice(text, random, text.slice(0, random.integer(1, text.length))),
  (text, random) =>
    splice(text, random, random.pick(['\u0000', '"', '}', '{"a":', ',', '\\u', '1e999'])),
  (text) => text.replace(/\d+/, '1e999'),
  (text) => text.replace(/\d+/, '9'.repeat(400)),
  (text) => text.replace(/"(\w+)":/, '"$1":{"__proto__":{"polluted":true}},"$1":'),
  () => '{"type":"__proto__"}',
  () => '{"type":{"toString":"append"}}',
  () => 'null',
  () => '',
];

/** Rare, because they take as long as hundreds of others. */
const deepMutations: typeof mutations = [
  (text) => text.replace(/[{[]/, (bracket) => `${bracket}${'['.repeat(30_000)}`),
  (text) => text.replace(/:("[^"]*"|\d+)/, `:${'['.repeat(25_000)}${']'.repeat(25_000)}`),
  () => '['.repeat(100_000),
  () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
];

/** A frame that is not quite what it was. */
export function mutate(text: string, random: Random): string {
  const mutated = random.pick(random.chance(0.01) ? deepMutations : mutations)(text, random);
  return random.chance(0.2) && mutated.length < 3_000 && mutated !== ''
    ? random.pick(mutations)(mutated, random)
    : mutated;
}

function flipBits(text: string, random: Random): string {
  const bytes = Buffer.from(text);
  for (let flips = random.integer(1, 3); flips > 0; flips--) {
    const index = random.integer(0, bytes.length - 1);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << random.integer(0, 7));
  }
  return bytes.toString();
}

function splice(text: string, random: Random, insert: string): string {
  const at = random.integer(0, text.length);
  return text.slice(0, at) + insert + text.slice(at + random.integer(0, 3));
}

interface Holder {
  readonly object: object;
  readonly key: string;
}

/** Every field of a message, at any depth; nothing if it is no JSON any more. */
function fieldsOf(value: unknown): Holder[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => [
    { object: value, key },
    ...fieldsOf(inner),
  ]);
}

function change(text: string, random: Random, apply: (field: Holder) => void): string {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return flipBits(text, random);
  }
  const fields = fieldsOf(message);
  if (fields.length === 0 || fields.length > 10_000) {
    return `${text}x`;
  }
  apply(random.pick(fields));
  return JSON.stringify(message);
}

function replaceValue(text: string, random: Random): string {
  return change(text, random, ({ object, key }) => {
    Reflect.set(object, key, random.pick(strangers)(random));
  });
}

/** What may well be as good as before. */
function changeText(text: string, random: Random): string {
  return change(text, random, ({ object, key }) => {
    const value: unknown = Reflect.get(object, key);
    if (typeof value === 'string' && key !== 'type') {
      const inserted = random.pick(['?', 'é', '\ud83d', '\u0000', ' ', '"']);
      Reflect.set(object, key, splice(value, random, inserted));
    } else if (typeof value === 'number') {
      Reflect.set(object, key, value + random.pick([-1, 1, 0.25, 1_000]));
    }
  });
}

function removeField(text: string, random: Random): string {
  return change(text, random, ({ object, key }) => Reflect.deleteProperty(object, key));
}

function addField(text: string, random: Random): string {
  return change(text, random, ({ object }) => {
    const value = random.pick<unknown>([1, null, { polluted: true }, 'x'.repeat(200)]);
    // Not an assignment, which would change the prototype here instead of going out.
    Reflect.defineProperty(object, random.pick(extras), {
      value,
      enumerable: true,
      configurable: true,
    });
  });
}

function multiply(text: string, random: Random): string {
  return change(text, random, ({ object, key }) => {
    const value: unknown = Reflect.get(object, key);
    const more = Array.isArray(value)
      ? Array.from({ length: 60 }, () => value).flat()
      : [value, value];
    Reflect.set(object, key, more);
  });
}
