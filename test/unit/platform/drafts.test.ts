import assert from 'node:assert/strict';
import { Drafts } from '../../../src/platform/drafts.ts';
import { WorkspaceMemory } from '../../support/workspaceMemory.ts';

describe('a draft', () => {
  it('is there again after a reload, and apart from others', () => {
    const memory = new WorkspaceMemory();
    new Drafts(memory).of('finding').keep('text', 'Head 1.4 copies');
    const drafts = new Drafts(memory);
    assert.equal(drafts.of('finding').text('text'), 'Head 1.4 copies');
    assert.equal(drafts.of('finding').text('credence'), '');
    assert.equal(drafts.of('prediction').text('text'), '');
  });

  it('has one id until something in it changes, so that it is recorded once', () => {
    const draft = new Drafts(new WorkspaceMemory()).of('finding');
    draft.keep('text', 'Head 1.4 copies');
    const { id } = draft;
    draft.keep('text', 'Head 1.4 copies');
    draft.keep('figure', '');
    assert.equal(draft.id, id);
    draft.keep('text', 'Head 1.4 copies names');
    assert.notEqual(draft.id, id);
  });

  it('leaves nothing behind once it is cleared', () => {
    const memory = new WorkspaceMemory();
    const draft = new Drafts(memory).of('finding');
    draft.keep('text', 'Head 1.4 copies');
    draft.clear();
    assert.equal(draft.text('text'), '');
    assert.deepEqual(memory.keys(), []);
  });

  it('is there for as long as the window where it can not be written down', async () => {
    const memory = new WorkspaceMemory();
    const update = memory.update.bind(memory);
    memory.update = async (key, value) => {
      await update(key, value);
      throw new Error('no space left on device');
    };
    const draft = new Drafts(memory).of('finding');
    const unhandled: unknown[] = [];
    const hear = (reason: unknown) => unhandled.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
    draft.keep('text', 'Head 1.4 copies');
    await new Promise((resolve) => setTimeout(resolve));
    process.off('unhandledRejection', hear);
    for (const other of others) {
      process.on('unhandledRejection', other);
    }
    assert.deepEqual(unhandled, []);
    assert.equal(draft.text('text'), 'Head 1.4 copies');
  });

  it('is empty where something else was kept in its place', () => {
    const memory = new WorkspaceMemory();
    new Drafts(memory).of('finding').keep('text', 'Head 1.4 copies');
    const [key = ''] = memory.keys();
    memory.values.set(key, { texts: 7 });
    const draft = new Drafts(memory).of('finding');
    assert.equal(draft.text('text'), '');
    draft.keep('text', 'again');
    assert.equal(draft.text('text'), 'again');
  });
});
