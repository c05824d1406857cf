import assert from 'node:assert/strict';
import { second } from '../../../src/core/time.ts';
import { Attention, type SharedState } from '../../../src/platform/attention.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';

/** One person's windows in a session, and what they share. */
class Person {
  readonly timers = new ManualTimers();
  readonly #kept = new Map<string, unknown>();
  readonly #shared: SharedState = {
    get: (key) => this.#kept.get(key),
    update: async (key, value) => {
      this.#kept.set(key, value);
    },
  };

  open(id: string) {
    const focused = new Emitter<void>();
    const attention = new Attention({ id, onDidFocus: focused.event }, this.#shared, this.timers);
    attention.enterSession();
    return { attention, focus: () => focused.fire() };
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.timers.advance(2 * second);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("one person's windows", () => {
  let person: Person;
  beforeEach(() => {
    person = new Person();
  });

  it('speak at once when there is only one', async () => {
    const only = person.open('only');
    assert.equal(await only.attention.claim('turn 1 is over'), true);
    assert.equal(await only.attention.claim('turn 2 is over'), true);
  });

  it('speak once between them, where the person turned last', async () => {
    const first = person.open('first');
    const second = person.open('second');
    first.focus();
    const claims = [first, second].map(({ attention }) => attention.claim('turn 1 is over'));
    await person.settle();
    assert.deepEqual(await Promise.all(claims), [true, false]);
    second.focus();
    const later = [first, second].map(({ attention }) => attention.claim('turn 2 is over'));
    await person.settle();
    assert.deepEqual(await Promise.all(later), [false, true]);
  });

  it('speak in the other one when the one that the person turned to last is gone', async () => {
    const first = person.open('first');
    const second = person.open('second');
    second.attention.dispose();
    const claim = first.attention.claim('turn 1 is over');
    await person.settle();
    assert.equal(await claim, true);
    // And from then on without waiting.
    assert.equal(await first.attention.claim('turn 2 is over'), true);
  });

  it('are not led by a window that is in no session', async () => {
    const first = person.open('first');
    const second = person.open('second');
    first.focus();
    second.attention.leaveSession();
    second.focus();
    assert.equal(await first.attention.claim('turn 1 is over'), true);
  });

  it('speak although what they share makes no sense and can not be written', async () => {
    const attention = new Attention(
      { id: 'only', onDidFocus: new Emitter<void>().event },
      {
        get: (key) => (key.endsWith('told') ? 'nonsense' : 'only'),
        update: () => Promise.reject(new Error('The disk is full.')),
      },
      person.timers,
    );
    assert.equal(await attention.claim('turn 1 is over'), true);
  });
});
