import assert from 'node:assert/strict';
import { TurnedAwayError } from '../../src/log/turnedAwayError.ts';
import type { RefusalReason } from '../../src/protocol/refusal.ts';

/** Whoever joins is turned away, for that reason. */
export async function isTurnedAway(
  joining: Promise<unknown>,
  reason: RefusalReason,
): Promise<void> {
  await assert.rejects(joining, (error) => {
    assert.ok(error instanceof TurnedAwayError);
    assert.equal(error.reason, reason);
    return true;
  });
}
