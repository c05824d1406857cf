import assert from 'node:assert/strict';
import { notebookText } from '../../../src/scaffolds/notebookText.ts';
import { planCells } from '../../../src/scaffolds/planInsertion.ts';
import { scaffoldAt } from '../../../src/scaffolds/scaffoldAt.ts';
import { attention, catalog } from './inserted.ts';

const cells = [
  { isCode: true, text: 'import torch\r\nx = 1' },
  { isCode: false, text: 'Some words.\n\n## A look\n' },
  { isCode: true, text: 'look(x)' },
];

describe('a notebook as a document', () => {
  it('has a cell for each code cell, with the heading above it', () => {
    const { text } = notebookText(cells, 2, 0);
    assert.equal(text, '# %%\nimport torch\nx = 1\n\n# %% A look\nlook(x)\n\n');
  });

  it('knows where the cursor is, and takes the end of the code above a Markdown cell', () => {
    const at = (active: number, cursor: number): string => {
      const { text, offset } = notebookText(cells, active, cursor);
      return text.slice(offset).split('\n')[0] ?? '';
    };
    assert.equal(at(2, 4), '(x)');
    assert.equal(at(2, Number.POSITIVE_INFINITY), '');
    assert.equal(
      notebookText(cells, 1, 0)
        .text.slice(0, notebookText(cells, 1, 0).offset)
        .at(-1),
      '1',
    );
    assert.deepEqual(notebookText([], 0, 0), { text: '', offset: 0 });
  });

  it('has a scaffold at the cells that were inserted for it', () => {
    const { markdown, code } = planCells({ above: [], below: [] }, attention);
    const inserted = [
      ...cells,
      { isCode: false, text: markdown },
      { isCode: true, text: code.text },
    ];
    const { text, offset } = notebookText(inserted, 4, Number.POSITIVE_INFINITY);
    const line = text.slice(0, offset).split('\n').length - 1;
    assert.equal(scaffoldAt(text, line, catalog)?.id, attention.id);
    assert.equal(scaffoldAt(text, 1, catalog), undefined);
  });
});
