import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../../src/util/disposable.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { lazy } from '../../../src/util/lazy.ts';

describe('a store of disposables', () => {
  it('lets go in reverse order, once', () => {
    const gone: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => gone.push('first')));
    store.add(toDisposable(() => gone.push('second')));
    store.dispose();
    store.dispose();
    assert.deepEqual(gone, ['second', 'first']);
  });

  it('lets go at once of what comes after it was disposed', () => {
    const store = new DisposableStore();
    store.dispose();
    let gone = false;
    store.add(
      toDisposable(() => {
        gone = true;
      }),
    );
    assert.ok(gone);
  });
});

describe('an emitter', () => {
  it('tells a listener once for each time it subscribed, until it unsubscribes', () => {
    const emitter = new Emitter<string>();
    const heard: string[] = [];
    const listener = (value: string) => heard.push(value);
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire('a');
    first.dispose();
    emitter.fire('b');
    assert.deepEqual(heard, ['a', 'a', 'b']);
  });

  it('does not tell a listener that another one removed meanwhile', () => {
    const emitter = new Emitter<void>();
    const heard: string[] = [];
    emitter.event(() => late.dispose());
    const late = emitter.event(() => heard.push('late'));
    emitter.fire();
    assert.deepEqual(heard, []);
  });
});

describe('what is loaded lazily', () => {
  it('is loaded once for everyone who asks', async () => {
    let loads = 0;
    const load = lazy(() => Promise.resolve(++loads));
    assert.deepEqual(await Promise.all([load(), load()]), [1, 1]);
  });

  it('is loaded again after a failure', async () => {
    let loads = 0;
    const load = lazy(() => (++loads === 1 ? Promise.reject(new Error('no')) : Promise.resolve(7)));
    await assert.rejects(load(), /no/);
    assert.equal(await load(), 7);
  });
});
