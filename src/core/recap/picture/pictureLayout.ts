import type { Stretch } from '../../turnHistory.ts';
import type { MarkKind } from './marks.ts';

/** Everything on the picture of a session, in pixels; nothing that is read covers anything else. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
  readonly items: readonly Box[];
  readonly bars: readonly Bar[];
  readonly marks: readonly PlacedMark[];
  /** Vertical lines at round times. */
  readonly grid: readonly number[];
  readonly gridTop: number;
  readonly gridBottom: number;
  /** Horizontal lines between groups of lanes. */
  readonly rules: readonly number[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedText extends Box {
  readonly text: string;
  readonly size: number;
  readonly anchor: 'start' | 'middle';
  readonly look: 'plain' | 'muted' | 'strong';
}

export interface Bar extends Box {
  readonly state: Stretch['state'];
  /** What it is, for whoever points at it. */
  readonly title: string;
}

export interface PlacedMark {
  readonly kind: MarkKind;
  /** Of its middle. */
  readonly x: number;
  readonly y: number;
  /** What it is, for whoever points at it; empty in the legend. */
  readonly title: string;
}

/** The square that a mark takes. */
export const markSize = 12;
