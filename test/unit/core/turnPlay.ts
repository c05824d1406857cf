import { minute } from '../../../src/core/time.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { Play, start, swapping } from './play.ts';

/** When the first turn of a pair is over. */
export const atEnd = start + 15 * minute;

/** Ada drives turn 2 until `atEnd`; Grace and Joan are there. */
export function three(turns = swapping): Play {
  const play = Play.pair(turns);
  play.do('joan', { type: 'join', name: 'Joan' }, start);
  return play;
}

/** Whoever notices does what comes next by itself, if it is due. */
export function notice(play: Play, at: number): string {
  const due = turnDue(play.now, at);
  return due !== undefined && due.at <= at ? play.do('grace', due.command, at) : '';
}

/** Takes turns of the full length, one after the other, from a time on; when the last was handed over. */
export function work(play: Play, turns: number, from: number): number {
  let at = from;
  for (let taken = 0; taken < turns; taken++) {
    at += 15 * minute;
    play.do(play.now.turn.driver, { type: 'swapRoles', turn: play.now.turn.number }, at);
  }
  return at;
}
