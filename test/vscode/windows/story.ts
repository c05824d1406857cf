import assert from 'node:assert/strict';
import { join } from 'node:path';
import { repositoryRoot } from '../../host/cache.ts';
import type { PairedWindow } from '../../support/pairedWindow.ts';

/** Where pictures of windows go when a test has failed. */
export const failures = join(repositoryRoot, 'out', 'failures');

/** The windows that the tests of a suite share. */
export interface Windows extends AsyncDisposable {
  /** Those that are open. */
  readonly both: readonly PairedWindow[];
}

/**
 * Windows that the tests of a suite share, as a story: after a test has failed the rest of its suite is
 * skipped, since what it starts from did not come about. Pictures of the windows are left.
 */
export function useStory<T extends Windows>(open: () => Promise<T>): () => T {
  let windows: T | undefined;
  let broken = false;
  before(async () => {
    windows = await open();
  });
  beforeEach(function () {
    if (broken) {
      this.skip();
    }
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      broken = true;
      await takePictures(windows?.both ?? [], this.currentTest.fullTitle());
    }
  });
  after(async () => {
    await windows?.[Symbol.asyncDispose]();
  });
  return () => {
    assert.ok(windows, 'The windows are open only while tests run.');
    return windows;
  };
}

async function takePictures(people: readonly PairedWindow[], name: string): Promise<void> {
  for (const { window } of people) {
    const file = `${window.person} ${name}`.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 100);
    const path = join(failures, `${file}.png`);
    await window.screenshot(path).then(
      () => console.log(`Picture: ${path}`),
      () => console.log(`${window.person}'s window could not be pictured.`),
    );
  }
}
