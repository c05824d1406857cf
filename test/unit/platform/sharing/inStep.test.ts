import assert from 'node:assert/strict';
import { InStep } from '../../../../src/platform/sharing/host/inStep.ts';
import { toDisposable } from '../../../../src/util/disposable.ts';

/** Opens what is wanted in two steps, each of which waits until the test says so. */
function steps() {
  const happened: string[] = [];
  const waiting: (() => void)[] = [];
  const step = () => new Promise<void>((resolve) => waiting.push(resolve));
  const inStep = new InStep<string>(async (wanted, parts) => {
    happened.push(`begin ${wanted}`);
    for (const part of [1, 2]) {
      await step();
      happened.push(`open ${wanted} ${part}`);
      parts.add(toDisposable(() => happened.push(`close ${wanted} ${part}`)));
    }
  });
  return {
    inStep,
    happened: () => happened.splice(0),
    next: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('keeping in step with what is wanted', () => {
  it('opens it, and closes all of it in reverse', async () => {
    const { inStep, happened, next } = steps();
    inStep.want('a');
    await next();
    await next();
    assert.deepEqual(happened(), ['begin a', 'open a 1', 'open a 2']);
    inStep.want(undefined);
    assert.deepEqual(happened(), ['close a 2', 'close a 1']);
    assert.equal(inStep.wanted, undefined);
  });

  it('begins the next only when the one before has come to its end, which leaves nothing', async () => {
    const { inStep, happened, next } = steps();
    inStep.want('a');
    await next();
    happened();
    inStep.want('b');
    assert.deepEqual(happened(), ['close a 1']);
    await next();
    assert.deepEqual(happened(), ['open a 2', 'close a 2', 'begin b']);
  });

  it('opens of what is wanted in quick succession the last', async () => {
    const { inStep, happened, next } = steps();
    for (const wanted of ['a', undefined, 'b', 'c']) {
      inStep.want(wanted);
    }
    await next();
    await next();
    assert.deepEqual(happened(), ['begin c', 'open c 1', 'open c 2']);
  });

  it('leaves nothing open when it is stopped right after it was started, or disposed', async () => {
    const { inStep, happened, next } = steps();
    inStep.want('a');
    inStep.want(undefined);
    await next();
    assert.deepEqual(happened(), []);
    inStep.want('b');
    await next();
    inStep.dispose();
    await next();
    assert.deepEqual(happened(), ['begin b', 'open b 1', 'close b 1', 'open b 2', 'close b 2']);
  });
});
