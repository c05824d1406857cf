import assert from 'node:assert/strict';
import { locate } from '../../../src/core/place.ts';

const at = (line: number, text: string) => ({ path: 'heads.py', line, text });

describe('a place in the code', () => {
  it('is where it was when nothing changed', () => {
    assert.equal(locate(at(2, 'b'), ['a', '  b', 'c']), 2);
  });

  it('moves with its line when lines are added above', () => {
    assert.equal(locate(at(2, 'b'), ['new', 'new', 'a', 'b', 'c']), 4);
  });

  it('is the nearest of several lines that read the same', () => {
    assert.equal(locate(at(4, 'x'), ['x', 'a', 'b', 'c', 'x', 'd']), 5);
  });

  it('stays at its number when its line is gone', () => {
    assert.equal(locate(at(2, 'b'), ['a', 'changed', 'c']), 2);
  });

  it('is the last line when the file got shorter', () => {
    assert.equal(locate(at(9, 'gone'), ['a', 'b']), 2);
  });

  it('does not go looking for an empty line', () => {
    assert.equal(locate(at(3, ''), ['', 'a', 'b']), 3);
  });
});
