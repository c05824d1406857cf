import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type EpochMs, hour, minute } from '../../../src/core/time.ts';
import { editableTime, endSentence, readEnd } from '../../../src/features/turn/endTime.ts';

/** A moment of a day in November on the clock of this machine, seconds past the full minute. */
function day(hours: number, minutes: number, days = 0): EpochMs {
  return new Date(2026, 10, 24 + days, hours, minutes, 0).getTime();
}

const halfPastTwo = day(14, 30) + 20_000;

function read(text: string, now = halfPastTwo) {
  return readEnd(text, now, editableTime);
}

describe('the time at which a session is to end', () => {
  for (const [text, at] of [
    ['15:30', day(15, 30)],
    [' 15:30 ', day(15, 30)],
    ['15.30', day(15, 30)],
    ['at 15:30', day(15, 30)],
    ['3:30 pm', day(15, 30)],
    ['3:30PM', day(15, 30)],
    ['3 p.m.', day(15, 0)],
    ['3:30', day(15, 30)],
    ['２３：０５', day(23, 5)],
    ['0:15', undefined],
  ] as const) {
    it(`is ${at === undefined ? 'refused' : editableTime(at)} where someone types "${text}"`, () => {
      const end = read(text);
      assert.equal(end.ok ? end.value : undefined, at);
      assert.equal(end.ok, at !== undefined);
    });
  }

  for (const [text, span] of [
    ['45', 45 * minute],
    ['45 min', 45 * minute],
    ['45m', 45 * minute],
    ['in 90 minutes', 90 * minute],
    ['7,5', 7.5 * minute],
    ['1 h 30', 90 * minute],
    ['1h30m', 90 * minute],
    ['1.5 hours', 90 * minute],
  ] as const) {
    it(`is ${span / minute} minutes from now where someone types "${text}"`, () => {
      assert.deepEqual(read(text), { ok: true, value: halfPastTwo + span });
    });
  }

  it('is open where nothing is typed', () => {
    assert.deepEqual(read('  '), { ok: true, value: undefined });
  });

  it('is tomorrow only shortly after midnight', () => {
    const late = day(23, 50);
    assert.deepEqual(read('0:30', late), { ok: true, value: day(0, 30, 1) });
    assert.deepEqual(read('12:30 am', late), { ok: true, value: day(0, 30, 1) });
    assert.deepEqual(read('1:15', late), { ok: true, value: day(1, 15, 1) });
    assert.equal(read('7:00', late).ok, false);
  });

  it('is refused with what to do where it has gone by', () => {
    for (const text of ['14:30', '09:00', '9 am', '12:00']) {
      const end = read(text);
      assert.equal(
        end.ok ? end.value : end.error,
        'That time has gone by today; type one after 14:30, or minutes such as 45.',
      );
    }
  });

  it('is refused with what to do where it makes no sense', () => {
    for (const text of ['soon', '25:00', '15:75', '13:30 pm', '0 pm', ':', '15:3', '-5', '1e3']) {
      const end = read(text);
      assert.match(
        end.ok ? String(end.value) : end.error,
        /^Type a time such as 15:30 or 3:30 pm,/,
      );
    }
    for (const text of ['0', '0.5', '1530', '13 h']) {
      const end = read(text);
      assert.match(
        end.ok ? String(end.value) : end.error,
        /^Type from 1 to 720 minutes, or a time/,
      );
    }
  });

  it('is said in words before it is taken', () => {
    const at = day(15, 30);
    assert.equal(
      endSentence(at, day(14, 25), editableTime),
      'The session ends at 15:30, in 65 minutes.',
    );
    assert.equal(endSentence(undefined, at, editableTime), 'The session has no planned end.');
  });

  /** At a season in which clocks are put neither forward nor back. */
  const moment = fc
    .date({ min: new Date(2026, 5, 1), max: new Date(2026, 7, 31), noInvalidDate: true })
    .map((date) => date.getTime());

  it('is always to come, and within a day', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^\d{1,2}[:.]\d\d( ?[ap]m)?$/),
      fc.stringMatching(/^\d{1,3}( ?(h|min))?$/),
    );
    fc.assert(
      fc.property(text, moment, (typed, now) => {
        const end = read(typed, now);
        if (end.ok && end.value !== undefined) {
          assert.ok(end.value > now && end.value - now <= 24 * hour);
        } else if (!end.ok) {
          assert.match(end.error, /^[A-Z].*\.$/);
        }
      }),
    );
  });

  it('is read as it is written for someone to edit', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 6 * 60 }), (now, minutes) => {
        const at = Math.floor(now / minute) * minute + minutes * minute;
        assert.deepEqual(read(editableTime(at), now), { ok: true, value: at });
      }),
    );
  });
});
