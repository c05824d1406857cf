import assert from 'node:assert/strict';
import type { Section } from '../../bench/benchmark.ts';
import { sectionText, withSection } from '../../bench/benchmarkPage.ts';

const section: Section = {
  title: 'Scaffolds',
  about: 'A small model.',
  versions: { torch: '2.13' },
  groups: [
    {
      device: 'CPU',
      rows: [
        {
          what: 'a sweep',
          ours: 'one pass',
          instead: 'many | passes',
          unit: 's',
          ourAmount: 0.5,
          insteadAmount: 6,
          ratio: 12.4,
          least: 9.96,
          most: 13,
          agreement: 'the same',
        },
        {
          what: 'a cache',
          ours: 'in files',
          instead: 'in memory',
          unit: 'byte',
          ourAmount: 2e8,
          insteadAmount: 1e8,
          ratio: 0.5,
          least: 0.5,
          most: 0.5,
          agreement: 'rounded',
        },
      ],
    },
  ],
};

describe('the page of benchmarks', () => {
  it('gives amounts, and ratios with their range where there is one', () => {
    const text = sectionText(section, 'a machine', '2026-01-02');
    assert.match(text, /^## Scaffolds\n\nA small model\./);
    assert.match(text, /Measured on 2026-01-02, on a machine, with torch 2\.13\./);
    assert.ok(
      text.includes(
        '| a sweep | one pass: 0.50 s | many \\| passes: 6.0 s | 12× (10.0× to 13×) | the same |',
      ),
    );
    assert.ok(
      text.includes('| a cache | in files: 200 MB | in memory: 100 MB | 0.5× | rounded |'),
      'a miss is a ratio below 1',
    );
  });

  it('gets a new section below the others, and keeps those that were not measured again', () => {
    const first = withSection('', section, 'one', '2026-01-02');
    const both = withSection(first, { ...section, title: 'Sessions' }, 'one', '2026-01-02');
    const again = withSection(both, section, 'another', '2026-02-03');
    assert.match(again, /^# Benchmarks\n/);
    assert.deepEqual(again.match(/^## .*/gm), ['## Scaffolds', '## Sessions']);
    assert.match(again, /on another, with[\s\S]*## Sessions[\s\S]*on one, with/);
    assert.equal(withSection(again, section, 'another', '2026-02-03'), again);
  });
});
