import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leadsOut } from '../../../src/platform/content/leadsOut.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';

describe('leadsOut', () => {
  it('tells a file of a folder from a link out of it, to a file or a folder', async () => {
    await using scratch = await ScratchFolder.make();
    const [project, secret] = [join(scratch.path, 'project'), join(scratch.path, 'project-secret')];
    await mkdir(join(project, 'questions'), { recursive: true });
    await mkdir(secret);
    await writeFile(join(secret, 'key.yaml'), 'secret');
    await writeFile(join(project, 'questions', 'own.yaml'), 'questions:');
    await writeFile(join(project, '..yaml'), 'questions:');
    await symlink(join(secret, 'key.yaml'), join(project, 'questions', 'file.yaml'));
    await symlink(secret, join(project, 'folder'));
    await symlink(join(project, 'questions'), join(project, 'inside'));
    await symlink(project, join(scratch.path, 'opened'));

    const opened = join(scratch.path, 'opened');
    assert.equal(await leadsOut(opened, join(opened, 'questions', 'own.yaml')), false);
    assert.equal(await leadsOut(project, join(project, '..yaml')), false);
    assert.equal(await leadsOut(project, join(project, 'inside', 'own.yaml')), false);
    assert.equal(await leadsOut(project, join(project, 'questions', 'file.yaml')), true);
    assert.equal(await leadsOut(project, join(project, 'folder', 'key.yaml')), true);
  });
});
