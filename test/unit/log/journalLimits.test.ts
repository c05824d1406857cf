import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import * as v from 'valibot';
import { openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { idsOf } from '../../contract/events.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';
import { entry, journalOf } from './sampleJournal.ts';

const run = promisify(execFile);
const nobody = 65_534;
const isPosix = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;

/** A mount that only its process sees, for which Linux asks for no rights where it has user namespaces. */
const privately = ['unshare', '--user', '--map-root-user', '--mount'] as const;
const mountsPrivately =
  process.platform === 'linux' &&
  spawnSync(privately[0], [...privately.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
    .status === 0;
const changesLimits =
  process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

const reportSchema = v.object({
  refusals: v.array(v.string()),
  acknowledged: v.exactOptional(v.number()),
  ids: v.exactOptional(v.array(v.string())),
  damage: v.exactOptional(v.array(v.unknown())),
  damageAfter: v.exactOptional(v.array(v.unknown())),
  files: v.exactOptional(v.array(v.string())),
});
type Report = v.InferOutput<typeof reportSchema>;

describe('a journal at the limits of a real disk', () => {
  let folder: TemporaryFolder;
  let script: string;
  let path: string;

  before(async () => {
    folder = await temporaryFolder();
    script = join(folder.path, 'appendUntilRefused.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'appendUntilRefused.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
    });
    // So that another user can come in.
    await chmod(folder.path, 0o755);
  });

  beforeEach(async () => {
    path = join(await freshFolder(), 'today.jsonl');
  });

  after(() => folder.remove());

  let folders = 0;
  async function freshFolder(): Promise<string> {
    const made = join(folder.path, String(folders++));
    await mkdir(made);
    return made;
  }

  /** Runs the process behind another command, with what makes room for it. */
  async function report(
    command: readonly string[],
    makeRoom: string,
    options: { uid?: number } = {},
  ): Promise<Report> {
    const [file = '', ...rest] = [...command, process.execPath, script, path, makeRoom];
    const { stdout } = await run(file, rest, { ...options, cwd: folder.path });
    return v.parse(reportSchema, JSON.parse(stdout));
  }

  /** In a tmpfs of 64 kB where the journal's folder is, prepared by a command. */
  function inSmallDisk(prepare: string, makeRoom: string): Promise<Report> {
    const disk = join(path, '..');
    const mount = `mount -t tmpfs -o size=64k tmpfs "$0" && ${prepare} && exec "$@"`;
    return report([...privately, 'sh', '-c', mount, disk], makeRoom);
  }

  function appendedAllThatItSaid(
    { refusals, acknowledged = 0, ids = [], damageAfter }: Report,
    sentence: RegExp,
  ): void {
    assert.ok(acknowledged > 3);
    assert.equal(refusals.length, 3);
    for (const refusal of refusals) {
      assert.match(refusal, sentence);
    }
    assert.deepEqual(
      ids,
      Array.from({ length: acknowledged + 3 }, (_, index) => `q${index + 1}`),
    );
    assert.deepEqual(damageAfter, []);
  }

  const onFullDisk = mountsPrivately
    ? ''
    : ' [not here: this system lets no one mount a small disk]';

  it(`on a full disk says so, keeps what it acknowledged, and goes on when there is room${onFullDisk}`, async function () {
    if (!mountsPrivately) {
      this.skip();
    }
    const filler = join(path, '..', 'filler');
    const full = await inSmallDisk('head -c 40000 /dev/zero > "$0/filler"', `rm '${filler}'`);
    appendedAllThatItSaid(full, /The disk is full.*; free some space and try again\.$/);
  });

  it(`that is damaged, on a full disk, stays as it is until there is room for a copy${onFullDisk}`, async function () {
    if (!mountsPrivately) {
      this.skip();
    }
    const entries = Array.from({ length: 100 }, (_, index) => entry(index + 1));
    const damaged = join(folder.path, 'damaged.jsonl');
    await writeFile(damaged, journalOf([entries]).replace('Is q7 real?', 'Is q7 ReaL?'));
    const filler = join(path, '..', 'filler');
    const full = await inSmallDisk(
      `cp '${damaged}' "$0/today.jsonl" && head -c 36000 /dev/zero > "$0/filler"`,
      `rm -f '${filler}'`,
    );
    assert.match(full.refusals[0] ?? '', /The disk is full/);
    assert.equal(full.damage?.length, 1);
    assert.deepEqual(full.ids?.slice(0, 100), idsOf(entries));
    assert.deepEqual(full.files, ['today.jsonl', 'today.jsonl.damaged-1']);
  });

  it(`on a read-only disk says so${onFullDisk}`, async function () {
    if (!mountsPrivately) {
      this.skip();
    }
    const { refusals } = await inSmallDisk('mount -o remount,ro "$0"', '');
    assert.match(refusals[0] ?? '', /may not write .*; make the file and its folder writable/);
  });

  const onWindows = isPosix ? '' : ' [not here: Windows has no such limit]';

  it(`as large as a file may be says so and keeps what it acknowledged, for a process without the limit${onWindows}`, async function () {
    if (!isPosix) {
      this.skip();
    }
    // 40 blocks of 512 bytes, as POSIX counts them.
    const limited = await report(['sh', '-c', 'ulimit -f 40 && exec "$0" "$@"'], '');
    assert.equal(limited.refusals.length, 4);
    assert.match(limited.refusals[0] ?? '', /as large as a file may be here.*; raise that limit/);
    const { journal, entries, damage } = await openJournal(path);
    assert.deepEqual(idsOf(entries), limited.ids);
    assert.equal(entries.length, limited.acknowledged);
    assert.deepEqual(damage, []);
    await journal.append([entry(entries.length + 1, 'more')]);
    await journal.close();
    assert.equal((await readJournal(path)).entries.length, entries.length + 1);
  });

  const withoutPrlimit = changesLimits ? '' : ' [not here: no prlimit]';

  it(`as large as a file may be goes on once the limit is raised${withoutPrlimit}`, async function () {
    if (!changesLimits) {
      this.skip();
    }
    const raised = await report(
      ['prlimit', '--fsize=20000:unlimited'],
      'prlimit --pid $PPID --fsize=unlimited',
    );
    appendedAllThatItSaid(raised, /as large as a file may be here/);
  });

  it(`that may not be written, or whose folder may not, says so${isRoot ? ' (to another user: root may)' : onWindows}`, async function () {
    const asUser = isRoot ? { uid: nobody, gid: nobody } : {};
    if (!isPosix || spawnSync(process.execPath, ['--version'], asUser).status !== 0) {
      this.skip();
    }
    const disk = join(path, '..');
    await chmod(disk, 0o555);
    const withoutFolder = await report([], '', asUser);
    await chmod(disk, 0o755);
    await writeFile(path, journalOf([[entry(1)]]));
    await chmod(path, 0o444);
    const withoutFile = await report([], '', asUser);
    for (const { refusals } of [withoutFolder, withoutFile]) {
      assert.equal(refusals.length, 2);
      assert.match(refusals[0] ?? '', /may not write .*; make the file and its folder writable/);
    }
    await chmod(path, 0o644);
    const { journal, entries } = await openJournal(path);
    await journal.close();
    assert.deepEqual(idsOf(entries), ['q1']);
  });

  it('with a file where its folder should be, or a folder where it should be, says so', async () => {
    await writeFile(path, '');
    for (const inFile of [join(path, 'in.jsonl'), join(path, 'deep', 'in.jsonl')]) {
      await assert.rejects(openJournal(inFile), /A file is where the folder .* move it away/);
    }
    const asFolder = join(folder.path, 'folder.jsonl');
    await mkdir(asFolder);
    await assert.rejects(openJournal(asFolder), /A folder is where .* move it away/);
  });
});
