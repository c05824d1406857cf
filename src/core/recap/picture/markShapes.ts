import type { MarkKind } from './marks.ts';

/** Each mark around the origin, within six pixels of it. */
export const markShapes: Readonly<Record<MarkKind, string>> = {
  'prediction-open': line('teal', 'M0-4.5 4.8 4H-4.8Z'),
  'prediction-came-true': fill('teal', 'M0-6 6 5H-6Z'),
  'prediction-failed': line('orange', 'M-4-4 4 4M4-4-4 4'),
  'prediction-unclear': line('muted', 'M0-4.5 4.8 4H-4.8Z') + dot('muted', 1.6, 1),
  finding: fill('purple', 'M0-6 6 0 0 6-6 0Z'),
  'dead-end': line('orange', 'M-5 0H4M4-5V5'),
  'question-open': circle('line blue', 4.5),
  'question-answered': circle('fill blue', 5.2),
  'question-parked': circle('line muted', 4.8) + line('muted', 'M-1.4-1.8V1.8M1.4-1.8V1.8', 1.4),
  'question-breakthrough': fill(
    'gold',
    'M0-6 1.8-2.2 6-1.8 2.9 1 3.8 5.2 0 3-3.8 5.2-2.9 1-6-1.8-1.8-2.2Z',
  ),
  scaffold: line('blue', 'M0-4.5V4.5M-4.5 0H4.5'),
  result: fill('muted', 'M-4-4H4V4H-4Z'),
};

function fill(hue: string, path: string): string {
  return `<path class="fill ${hue}" d="${path}"/>`;
}

function line(hue: string, path: string, width?: number): string {
  const own = width === undefined ? '' : ` style="stroke-width:${width}"`;
  return `<path class="line ${hue}" d="${path}"${own}/>`;
}

function circle(look: string, radius: number): string {
  return `<circle class="${look}" r="${radius}"/>`;
}

function dot(hue: string, radius: number, y: number): string {
  return `<circle class="fill ${hue}" cy="${y}" r="${radius}"/>`;
}
