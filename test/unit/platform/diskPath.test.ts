import assert from 'node:assert/strict';
import { resolve, sep } from 'node:path';
import { diskPath } from '../../../src/platform/content/diskPath.ts';

const home = resolve('/home/ada');

describe('diskPath', () => {
  it('puts the home folder in the place of ~', () => {
    assert.equal(diskPath('~/decks/team.yaml', home), [home, 'decks', 'team.yaml'].join(sep));
    assert.equal(diskPath('~', home), home);
  });

  it('leaves an absolute path as it is, but for the steps back in it', () => {
    assert.equal(diskPath(resolve('/decks/team.yaml'), home), resolve('/decks/team.yaml'));
    assert.equal(diskPath(resolve('/decks/old/../team.yaml'), home), resolve('/decks/team.yaml'));
  });

  it('leaves what is relative to whoever knows to what, also a name that starts with ~', () => {
    for (const entry of ['decks/team.yaml', '../team.yaml', '~team.yaml', 'a~/team.yaml']) {
      assert.equal(diskPath(entry, home), undefined, entry);
    }
  });
});
