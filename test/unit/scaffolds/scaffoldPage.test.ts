import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { scaffoldPage } from '../../../docs/scaffoldPage.ts';
import { catalog } from './inserted.ts';

const page = await readFile(new URL('../../../docs/scaffolds.md', import.meta.url), 'utf8');

describe('the page of scaffolds', () => {
  it('is what the catalogue says now; npm run docs writes it anew', () => {
    // Not compared in full: the difference of two long tables tells nobody anything.
    assert.ok(
      page.replaceAll('\r\n', '\n') === scaffoldPage(catalog),
      'docs/scaffolds.md is stale',
    );
  });

  it('has a row of six cells for each scaffold', () => {
    const rows = scaffoldPage(catalog)
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    assert.equal(rows.length, catalog.scaffolds.length);
    for (const row of rows) {
      assert.equal(row.split(/(?<!\\)\|/).length, 8, row);
    }
  });
});
