import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vsls from 'vsls';
import { greeter, heardAt } from '../../support/probe/greeter.ts';
import type { Tools } from '../../support/probe/probe.ts';
import { useLivePair } from './livePair.ts';

describe('the stand-in for Live Share, where extensions are permitted', () => {
  const live = useLivePair({
    mode: 'granted',
    folders: { project: { 'probe.py': 'import torch\n' } },
    extensions: [],
    people: { Grace: { roleLate: 300, serviceLate: 300, staysOpen: true } },
  });

  it("opens the host's folder in the window of a guest, under vsls:", async () => {
    await live().startLiveShare();
    const grace = await live().arrive();
    await grace.window.editor.open('probe.py');
    await grace.window.editor.waitForLine(/^import torch$/);
    const roots = await live()
      .probe('Grace')
      .run(({ vscode }) => vscode.workspace.workspaceFolders?.map(({ uri }) => uri.toString()));
    assert.deepEqual(roots, ['vsls:/']);
  });

  it('tells each who the other is', async () => {
    const told = async ({ liveShare }: Tools) => {
      const api = await liveShare();
      const [peer] = api.peers;
      return [api.session.role, api.session.user?.displayName, peer?.role, peer?.user?.displayName];
    };
    assert.deepEqual(await live().probe('Ada').run(told), [1, 'Ada', 2, 'Grace']);
    assert.deepEqual(await live().probe('Grace').run(told), [2, 'Grace', 1, 'Ada']);
  });

  it('carries requests, and what is notified both ways, by a service that comes when it is shared', async () => {
    const guest = live().probe('Grace');
    const before = await guest.run(async ({ liveShare, kept }) => {
      const proxy = await (await liveShare()).getSharedService('talk');
      const heard: unknown[] = [];
      const available = new Promise((resolve) =>
        proxy?.onDidChangeIsServiceAvailable((isAvailable) => resolve(isAvailable)),
      );
      proxy?.onNotify('news', (args) => heard.push(args));
      kept.set('talk', { proxy, heard, available });
      return [proxy?.isServiceAvailable, await proxy?.request('ask', []).catch(({ name }) => name)];
    });
    assert.deepEqual(before, [false, 'SharedServiceProxyError']);
    const twice = await live()
      .probe('Ada')
      .run(async ({ liveShare }) => {
        const service = await (await liveShare()).shareService('talk');
        service?.onNotify('news', (args) => service.notify('news', { again: args }));
        service?.onRequest('ask', ([what]) => {
          if (what === 'nothing') {
            throw new Error('Ask something.');
          }
          return { asked: what };
        });
        try {
          service?.onRequest('ask', () => undefined);
          return 'two handlers';
        } catch (error) {
          return String(error);
        }
      });
    assert.match(String(twice), /^Error: ask has a handler already/);
    const after = await guest.run(async ({ kept }) => {
      const { proxy, heard, available } = kept.get('talk') as {
        readonly proxy: vsls.SharedServiceProxy;
        readonly heard: readonly unknown[];
        readonly available: Promise<boolean>;
      };
      const isAvailable = await available;
      proxy.notify('news', { one: 1 });
      const answer = await proxy.request('ask', ['why', undefined]);
      const failure = await proxy.request('ask', ['nothing']).catch(String);
      return [isAvailable, heard, answer, failure];
    });
    assert.deepEqual(after, [
      true,
      [{ again: { one: 1 } }],
      { asked: 'why' },
      'SharedServiceResponseError: Ask something.',
    ]);
  });

  it("leads a guest's own port to a server that is shared, and to none that is not", async () => {
    using server = await greeter();
    const guest = live().probe('Grace');
    assert.equal(await live().probe('Ada').run(heardAt, server.port), 'hello');
    assert.equal(await guest.run(heardAt, server.port), 'ECONNREFUSED');
    await live()
      .probe('Ada')
      .run(async ({ liveShare, kept }, port) => {
        kept.set('server', await (await liveShare()).shareServer({ port, displayName: 'Greeter' }));
      }, server.port);
    assert.equal(await guest.run(heardAt, server.port), 'hello');
    await live().grace.window.views.openContainer('Live Share');
    await live().grace.window.views.waitForTreeRow(
      'Session Details',
      new RegExp(`^ +Greeter localhost:${server.port}$`),
    );
    await live()
      .probe('Ada')
      .run(({ kept }) => (kept.get('server') as { dispose(): void }).dispose());
    await live().grace.window.until(
      'the port to be refused',
      async () => (await guest.run(heardAt, server.port)) === 'ECONNREFUSED',
    );
  });

  it('shows what another extension puts among its commands and in its view', async () => {
    await live()
      .probe('Ada')
      .run(async ({ vscode, liveShare, kept }) => {
        const api = await liveShare();
        vscode.commands.registerCommand('interpair-tests.probe', () => kept.set('ran', true));
        api.registerCommand('interpair-tests.probe');
        const view = 'liveshare.session' as Parameters<typeof api.registerTreeDataProvider>[0];
        api.registerTreeDataProvider(view, {
          getChildren: (element?: string) => (element === undefined ? ['A row of mine'] : []),
          getTreeItem: (element) => new vscode.TreeItem(element),
        });
      });
    const { window } = live().ada;
    await window.views.openContainer('Live Share');
    await window.views.waitForTreeRow('Session Details', /^ +Grace$/);
    await window.views.waitForTreeRow('Session Details', /^A row of mine$/);
    await window.runCommand('Live Share: Show Commands');
    await window.quickInput.pick(/Probe Live Share/);
    await window.until('the command to run', async () => {
      return (
        (await live()
          .probe('Ada')
          .run(({ kept }) => kept.get('ran'))) === true
      );
    });
  });

  it('shows what one types to the other, and writes what a guest saves in the folder of the host', async () => {
    const { ada, grace } = live();
    await ada.window.editor.open('probe.py');
    await grace.window.editor.open('probe.py');
    await grace.window.editor.goTo(2);
    await grace.window.editor.type('x = 1');
    await ada.window.editor.waitForLine(/^x = 1$/);
    await grace.window.editor.save();
    const saved = await readFile(join(ada.window.folder, 'probe.py'), 'utf8');
    assert.equal(saved, 'import torch\nx = 1');
    await ada.window.until('nothing unsaved at the host', async () => {
      return !(await ada.window.editor.activeTab()).dirty;
    });
    await ada.window.editor.goTo(1);
    await ada.window.editor.type('# ');
    await grace.window.editor.waitForLine(/^# import torch$/);
    await ada.window.editor.save();
    await grace.window.until('nothing unsaved at the guest', async () => {
      return !(await grace.window.editor.activeTab()).dirty;
    });
    assert.deepEqual(await grace.window.notifications.shown(), []);
  });

  it('ends for the guest when the host ends it', async () => {
    await live().endLiveShare();
    const guest = live().probe('Grace');
    await live().grace.window.until('the end', async () => {
      return (await guest.run(async ({ liveShare }) => (await liveShare()).session.role)) === 0;
    });
    const left = await guest.run(async ({ vscode, liveShare }) => {
      const api = await liveShare();
      const uri = vscode.Uri.parse('vsls:/probe.py');
      const { fs } = vscode.workspace;
      const proxy = await api.getSharedService('talk');
      const read = await Promise.resolve(fs.readFile(uri)).catch(({ code }) => code);
      return [api.session.id, api.peers, proxy?.isServiceAvailable, read];
    });
    assert.deepEqual(left, [null, [], false, 'Unavailable']);
  });
});
