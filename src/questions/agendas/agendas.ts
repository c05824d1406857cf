import type { AgendaPlan } from './agendaPlan.ts';
import { distill } from './distill.ts';
import { explore } from './explore.ts';
import { firstWithMentor } from './firstWithMentor.ts';
import { readPaper } from './readPaper.ts';
import { understand } from './understand.ts';

/** The agendas to choose from, in the order in which they are offered. */
export const agendas: readonly AgendaPlan[] = [
  explore,
  understand,
  distill,
  firstWithMentor,
  readPaper,
];
