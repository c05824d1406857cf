import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { greeter, heardAt } from '../../support/probe/greeter.ts';
import type { Tools } from '../../support/probe/probe.ts';
import { useLivePair } from './livePair.ts';

describe('the stand-in for Live Share, where extensions are not permitted', () => {
  const live = useLivePair({
    mode: 'notGranted',
    folders: { model: { 'model.py': 'one' }, data: { 'data.py': 'two' } },
    extensions: [],
    people: { Grace: { access: 'readOnly', remapPorts: true } },
  });

  it('opens several folders, under a root each', async () => {
    await live().startLiveShare();
    await live().arrive();
    const read = await live()
      .probe('Grace')
      .run(async ({ vscode }) => {
        const { workspaceFolders: folders = [], fs } = vscode.workspace;
        const text = await fs.readFile(vscode.Uri.parse('vsls:/~1/data.py'));
        return [...folders.map(({ uri, name }) => `${name} ${uri}`), String.fromCharCode(...text)];
      });
    assert.deepEqual(read, ['model vsls:/~0', 'data vsls:/~1', 'two']);
    const there = await live()
      .probe('Ada')
      .run(async ({ vscode, liveShare }) => {
        const api = await liveShare();
        const [, data] = vscode.workspace.workspaceFolders ?? [];
        const local = vscode.Uri.joinPath(data?.uri ?? vscode.Uri.file('/'), 'data.py');
        const shared = api.convertLocalUriToShared(local);
        return [`${shared}`, `${api.convertSharedUriToLocal(shared)}` === `${local}`];
      });
    assert.deepEqual(there, ['vsls:/~1/data.py', true]);
  });

  it('gives null for what is not permitted', async () => {
    const nothing = async ({ liveShare }: Tools) => {
      const api = await liveShare();
      return [
        await api.shareService('talk'),
        await api.getSharedService('talk'),
        api.session.user,
        api.peers[0]?.user,
        api.registerCommand('interpair-tests.probe'),
      ];
    };
    assert.deepEqual(await live().probe('Ada').run(nothing), [null, null, null, null, null]);
    assert.deepEqual(await live().probe('Grace').run(nothing), [null, null, null, null, null]);
  });

  it('lets a guest who may only read write nothing', async () => {
    const written = await live()
      .probe('Grace')
      .run(async ({ vscode }) => {
        const uri = vscode.Uri.parse('vsls:/~0/model.py');
        const writing = vscode.workspace.fs.writeFile(uri, new Uint8Array([1]));
        return Promise.resolve(writing).catch(({ code }) => code);
      });
    assert.equal(written, 'NoPermissions');
    assert.equal(await readFile(join(live().home, 'model', 'model.py'), 'utf8'), 'one');
  });

  it('has a shared server at another port where ports are remapped, and there alone', async () => {
    using server = await greeter();
    const guest = live().probe('Grace');
    await live()
      .probe('Ada')
      .run(async ({ liveShare }, port) => {
        await (await liveShare()).shareServer({ port, displayName: 'Greeter' });
      }, server.port);
    assert.equal(await guest.run(heardAt, server.port), 'ECONNREFUSED');
    const { views } = live().grace.window;
    await views.openContainer('Live Share');
    await views.waitForTreeRow('Session Details', /^ +Greeter localhost:\d+$/);
    const rows = (await views.treeRows('Session Details')).join('\n');
    const own = Number(/Greeter localhost:(\d+)/.exec(rows)?.[1]);
    assert.notEqual(own, server.port);
    assert.equal(await guest.run(heardAt, own), 'hello');
  });

  it("closes the guest's workspace when the window of the host is gone", async () => {
    await live().ada.window.reload();
    await live().grace.window.until('no folder', async () => {
      const folders = await live()
        .probe('Grace')
        .run(({ vscode }) => vscode.workspace.workspaceFolders ?? []);
      return JSON.stringify(folders) === '[]';
    });
  });
});
