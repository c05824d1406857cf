import assert from 'node:assert/strict';
import { linesLabel, placeLabel } from '../../../src/core/placeLabel.ts';

describe('the label of a place', () => {
  it('is the name of the file and the line, or the lines', () => {
    assert.equal(placeLabel({ path: 'src/heads.py', line: 42 }), 'heads.py:42');
    assert.equal(placeLabel({ path: 'heads.py', line: 42, lines: 4 }), 'heads.py:42-45');
  });

  it('says in which cell of a notebook its lines are', () => {
    const place = { path: 'heads.ipynb', line: 2, cell: 3 };
    assert.equal(placeLabel(place), 'heads.ipynb, cell 3, line 2');
    assert.equal(linesLabel({ ...place, lines: 2 }), ', cell 3, line 2-3');
  });
});
