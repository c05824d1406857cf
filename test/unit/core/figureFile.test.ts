import assert from 'node:assert/strict';
import {
  figureEndings,
  isFigureFile,
  pictureEnding,
  pictureEndings,
} from '../../../src/core/figureFile.ts';

describe('the file of a figure', () => {
  it('is known by its ending, in capitals as well', () => {
    for (const ending of figureEndings) {
      assert.ok(isFigureFile(`figures/head.1.${ending}`), ending);
    }
    assert.ok(isFigureFile('HEADS.PNG'));
  });

  it('is no table, no folder and no file without an ending', () => {
    for (const path of ['scores.csv', 'png', 'run.png/scores', 'figures.png\\scores', 'heads.']) {
      assert.ok(!isFigureFile(path), path);
    }
  });

  it('is shown by a page, but for a PDF', () => {
    assert.deepEqual(
      figureEndings.flatMap((ending) => pictureEnding(`a.${ending}`) ?? []),
      pictureEndings,
    );
    assert.equal(pictureEnding('a.JPEG'), 'jpeg');
    assert.equal(pictureEnding('a.pdf'), undefined);
  });
});
