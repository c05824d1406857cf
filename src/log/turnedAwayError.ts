import { type RefusalReason, refusalText } from '../protocol/refusal.ts';
import { RefusedError } from './sessionLog.ts';

/** The home of the log does not let this guest in, or no longer. */
export class TurnedAwayError extends RefusedError {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(refusalText(reason));
    this.reason = reason;
  }
}
