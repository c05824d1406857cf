import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type * as vsls from 'vsls';
import { minute } from '../../../../src/core/time.ts';
import { startLiveShare } from '../../../../src/platform/sharing/host/startLiveShare.ts';
import { ManualTimers } from '../../../contract/manualTimers.ts';

const link: vscode.Uri = {
  scheme: 'https',
  authority: 'prod.liveshare.vsengsaas.visualstudio.com',
  path: '/join',
  query: 'A1',
  fragment: '',
  fsPath: '/join',
  with: () => link,
  toJSON: () => 'A1',
};

describe('starting Live Share', () => {
  const timers = new ManualTimers();
  let said: string[];

  beforeEach(() => {
    said = [];
  });

  const start = (share: vsls.LiveShare['share'] | undefined) =>
    startLiveShare({ api: async () => share && { share } }, timers, {
      info: (message) => said.push(message),
      note: (doing) => said.push(doing),
    });

  it('gives the link by which guests join, without a notice of its own', async () => {
    let asked: vsls.ShareOptions | undefined;
    const given = await start(async (options) => {
      asked = options;
      return link;
    });
    assert.equal(given, link);
    assert.deepEqual(asked, { suppressNotification: true });
    assert.deepEqual(said, []);
  });

  it('gives none where it is not installed, would not start, or fails', async () => {
    assert.equal(await start(undefined), undefined);
    assert.equal(await start(async () => null), undefined);
    assert.equal(await start(async () => Promise.reject(new Error('Not signed in.'))), undefined);
    assert.deepEqual(said, [
      'Live Share did not start.',
      'Live Share did not start.',
      'Starting Live Share',
    ]);
  });

  it('gives none where it never says whether it started', async () => {
    const starting = start(() => new Promise(() => undefined));
    await new Promise((resolve) => setImmediate(resolve));
    timers.advance(3 * minute);
    assert.equal(await starting, undefined);
  });
});
