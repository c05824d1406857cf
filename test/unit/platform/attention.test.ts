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

  /** Opens a window that joins as a participant, in front of the person unless told. */
  open(id: string, { as = 'ada', isFocused = true } = {}) {
    const focused = new Emitter<void>();
    const window = { id, isFocused, onDidFocus: focused.event };
    const attention = new Attention(window, this.#shared, this.timers);
    attention.enterSession(as);
    return {
      attention,
      focus: () => focused.fire(),
      claim: (name: string, isLast = false) => attention.claim(as, name, isLast),
    };
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.timers.advance(5 * second);
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
    assert.equal(await only.claim('turn 1 is over'), true);
    assert.equal(await only.claim('turn 2 is over'), true);
  });

  it('speak once between them, where the person turned last', async () => {
    const first = person.open('first');
    const second = person.open('second');
    first.focus();
    const claims = [first, second].map(({ claim }) => claim('turn 1 is over'));
    await person.settle();
    assert.deepEqual(await Promise.all(claims), [true, false]);
    second.focus();
    const later = [first, second].map(({ claim }) => claim('turn 2 is over'));
    await person.settle();
    assert.deepEqual(await Promise.all(later), [false, true]);
  });

  it('speak in the other one when the one that the person turned to last is gone', async () => {
    const first = person.open('first');
    const second = person.open('second');
    second.attention.dispose();
    const claim = first.claim('turn 1 is over');
    await person.settle();
    assert.equal(await claim, true);
    // And from then on without waiting.
    assert.equal(await first.claim('turn 2 is over'), true);
  });

  it('are not led by a window that is in no session', async () => {
    const first = person.open('first');
    const second = person.open('second');
    first.focus();
    second.attention.leaveSession();
    second.focus();
    assert.equal(await first.claim('turn 1 is over'), true);
  });

  it('speak although what they share makes no sense and can not be written', async () => {
    const attention = new Attention(
      { id: 'only', isFocused: true, onDidFocus: new Emitter<void>().event },
      {
        get: () => 'nonsense',
        update: () => Promise.reject(new Error('The disk is full.')),
      },
      person.timers,
    );
    attention.enterSession('ada');
    const claim = attention.claim('ada', 'turn 1 is over');
    await person.settle();
    assert.equal(await claim, true);
  });

  it('each speak to their own where two people share a profile', async () => {
    const ada = person.open('first');
    const lin = person.open('second', { as: 'lin' });
    const claims = [ada, lin].map(({ claim }) => claim('turn 1 is over'));
    await person.settle();
    assert.deepEqual(await Promise.all(claims), [true, true]);
  });

  it('do not come to the front by being reloaded in the background', async () => {
    const first = person.open('first');
    const reloaded = person.open('second', { isFocused: false });
    const claims = [first, reloaded].map(({ claim }) => claim('turn 1 is over'));
    await person.settle();
    assert.deepEqual(await Promise.all(claims), [true, false]);
  });

  it('leave the end to the first one, unless that one is gone', async () => {
    const first = person.open('first');
    const second = person.open('second');
    const claims = [first.claim('ended'), second.claim('ended', true)];
    await person.settle();
    await person.settle();
    assert.deepEqual(await Promise.all(claims), [true, false]);
    first.attention.dispose();
    const alone = second.claim('ended again', true);
    await person.settle();
    assert.equal(await alone, true);
  });
});
