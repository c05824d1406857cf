import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { SessionEvent, SessionEventType } from '../../../src/core/event.ts';
import { logEntrySchema, sessionEventSchema } from '../../../src/protocol/logEntry.ts';
import { mismatch } from '../../../src/protocol/mismatch.ts';

const place = {
  path: 'src/heads.ipynb',
  line: 42,
  text: 'scores = q @ k.T',
  lines: 3,
  cell: 2,
  before: 'q, k = split(x)',
  after: 'scores[0]',
  twin: { nth: 2, of: 5 },
};
const item = { title: 'Surprises', length: 600_000, phase: 'middle', hint: 'List them.' } as const;
const turns = {
  length: 900_000,
  onExpiry: 'auto',
  grace: 20_000,
  breaks: { afterTurns: 4, length: 300_000 },
} as const;

/** One of each kind, with every field that it can have. */
const events: { readonly [T in SessionEventType]: Required<Extract<SessionEvent, { type: T }>> } = {
  sessionStarted: { type: 'sessionStarted', sessionId: 's', hypothesis: 'Is it?', turns },
  participantJoined: { type: 'participantJoined', name: 'Ada' },
  participantReturned: { type: 'participantReturned', name: 'Ada' },
  participantDisconnected: { type: 'participantDisconnected' },
  participantLeft: { type: 'participantLeft' },
  participantRemoved: { type: 'participantRemoved', participant: 'grace' },
  turnStarted: { type: 'turnStarted', driver: 'ada', deadline: 1, reason: 'swap' },
  emailShared: { type: 'emailShared', email: 'ada@example.org' },
  turnPaused: { type: 'turnPaused', remaining: 0, because: 'driverGone' },
  turnHeld: {
    type: 'turnHeld',
    remaining: 0,
    what: 'python train.py',
    run: 'r',
    prediction: 'p',
  },
  breakPlanned: { type: 'breakPlanned', planned: false },
  breakStarted: { type: 'breakStarted', until: 1_764_000_000_000 },
  handedOff: { type: 'handedOff', turn: 2, text: 'I was about to ablate.', place },
  endPlanned: { type: 'endPlanned', at: 1_764_000_000_000 },
  workPushed: {
    type: 'workPushed',
    branch: 'interpair/do-heads-form-1a2b',
    commit: '0123456789abcdef0123456789abcdef01234567',
  },
  turnResumed: { type: 'turnResumed', deadline: 1_764_000_000_000 },
  turnExtended: { type: 'turnExtended', by: 300_000 },
  turnExpired: { type: 'turnExpired', swapAt: 1 },
  phaseSet: { type: 'phaseSet', phase: 'stuck' },
  agendaSet: { type: 'agendaSet', title: 'Explore', items: [item] },
  agendaMoved: { type: 'agendaMoved', to: 1 },
  driverMoved: {
    type: 'driverMoved',
    techniques: ['attention'],
    frameworks: ['transformers'],
    place,
  },
  questionPassed: { type: 'questionPassed', deckId: 'any.if-false' },
  questionAsked: { type: 'questionAsked', id: 'q', text: 'Why?', deckId: 'd', place },
  questionResolved: { type: 'questionResolved', id: 'q', outcome: 'answered', answer: 'So.' },
  scaffoldInserted: { type: 'scaffoldInserted', scaffoldId: 'probe', title: 'Probe', place },
  resultSeen: { type: 'resultSeen', kind: 'score', text: 'accuracy 0.93', place },
  predictionMade: { type: 'predictionMade', id: 'p', text: 'Above .7', credence: 80, place },
  predictionSettled: { type: 'predictionSettled', id: 'p', outcome: 'failed', note: '.4' },
  findingRecorded: {
    type: 'findingRecorded',
    id: 'f',
    text: 'It does.',
    credence: 100,
    figure: 'figures/probe.png',
    place,
  },
  deadEndRecorded: {
    type: 'deadEndRecorded',
    id: 'd',
    tried: 'Ablating one at a time',
    expected: 'a drop',
    got: 'none',
    whyStopped: 'backup heads',
    revisitIf: 'we ablate groups',
  },
  retroAnswered: { type: 'retroAnswered', prompt: 'next', text: 'Another seed.' },
  sessionEnded: { type: 'sessionEnded' },
};

function whyNot(event: unknown): string {
  const parsed = v.safeParse(sessionEventSchema, event);
  assert.ok(!parsed.success, JSON.stringify(event));
  return mismatch(parsed.issues);
}

describe('the schema of log entries', () => {
  for (const [kind, event] of Object.entries(events)) {
    it(`takes ${kind} with all its fields, unchanged`, () => {
      const entry = { revision: 1, at: 2, actor: 'ada', event };
      assert.deepEqual(v.parse(logEntrySchema, JSON.parse(JSON.stringify(entry))), entry);
    });

    it(`refuses ${kind} with a field too many, or one of another type`, () => {
      assert.match(whyNot({ ...event, extra: 1 }), /extra/);
      for (const field of Object.keys(event)) {
        whyNot({ ...event, [field]: { odd: true } });
        whyNot({ ...event, [field]: null });
      }
    });
  }

  it('does without the fields that need not be there', () => {
    for (const event of [
      { type: 'turnExpired' },
      { type: 'turnPaused', remaining: 0 },
      { type: 'turnHeld', remaining: 0 },
      { type: 'handedOff', turn: 1 },
      { type: 'endPlanned' },
      { ...events.sessionStarted, turns: { length: 1, onExpiry: 'ask', grace: 0 } },
      { type: 'phaseSet' },
      { type: 'driverMoved', techniques: [], frameworks: [] },
      { type: 'findingRecorded', id: 'f', text: 'It does.' },
      { type: 'deadEndRecorded', id: 'd', tried: 'Ablation' },
      { type: 'questionAsked', id: 'q', text: 'Why?' },
      { type: 'questionResolved', id: 'q', outcome: 'parked' },
      { type: 'scaffoldInserted', scaffoldId: 'probe', title: 'Probe' },
    ]) {
      assert.deepEqual(v.parse(sessionEventSchema, event), event);
    }
  });

  it('refuses what would lead git elsewhere, or out of a trailer', () => {
    for (const branch of [
      'main',
      'interpair/',
      'interpair/../main',
      'interpair/a b',
      '-d',
      'x/y',
    ]) {
      whyNot({ ...events.workPushed, branch });
    }
    for (const commit of ['HEAD', '--force', 'a1', 'g'.repeat(40)]) {
      whyNot({ ...events.workPushed, commit });
    }
    for (const email of [
      'ada',
      'a@b> x',
      'a@b\nReviewed-by: x@y',
      '@b',
      'a@',
      'a@b@c'.repeat(99),
    ]) {
      whyNot({ ...events.emailShared, email });
    }
  });

  it('names a kind that it does not know', () => {
    assert.equal(whyNot({ type: 'mindRead' }), 'type: unknown kind "mindRead"');
    whyNot({});
    whyNot(null);
    whyNot('sessionEnded');
  });

  it('refuses a figure that is not inside the workspace folder', () => {
    const paths = ['/etc/passwd', '../x.png', 'a/../../x.png', 'C:/x.png', 'a\\..\\x.png', ''];
    const broken = ['a\n/../../x.png', '\u2028/../x.png', 'x\u0000.png'];
    for (const figure of [...paths, ...broken, 'https://example.org/x.png']) {
      whyNot({ ...events.findingRecorded, figure });
    }
    for (const figure of ['x.png', 'a/b c/x..y.png', '..x/y.png']) {
      assert.ok(v.is(sessionEventSchema, { ...events.findingRecorded, figure }), figure);
    }
  });

  it('refuses what is too long, empty, or no time', () => {
    whyNot({ ...events.questionAsked, text: 'x'.repeat(4_001) });
    whyNot({ ...events.questionAsked, text: ' \n' });
    whyNot({ ...events.questionAsked, place: { ...place, line: 0 } });
    whyNot({ ...events.participantJoined, name: 'x'.repeat(101) });
    whyNot({ ...events.participantJoined, name: '' });
    whyNot({ ...events.turnExtended, by: 0 });
    whyNot({ ...events.turnExtended, by: -1 });
    whyNot({ ...events.turnPaused, remaining: Number.POSITIVE_INFINITY });
    whyNot({ ...events.turnResumed, deadline: Number.NaN });
    whyNot({ ...events.agendaSet, items: [] });
    whyNot({ ...events.agendaSet, items: Array.from({ length: 21 }, () => item) });
    whyNot({ ...events.agendaSet, items: [{ ...item, length: 0 }] });
    whyNot({ ...events.predictionMade, credence: 101 });
    whyNot({ ...events.predictionMade, credence: 0.8 });
    whyNot({ ...events.questionAsked, place: { ...place, lines: 1 } });
    whyNot({ ...events.questionAsked, place: { ...place, cell: 0 } });
    whyNot({ ...events.questionAsked, place: { ...place, before: 'x'.repeat(1_001) } });
    whyNot({ ...events.questionAsked, place: { ...place, twin: { nth: 1, of: 1 } } });
    whyNot({ ...events.sessionStarted, turns: { ...turns, length: 0 } });
    const oddBreaks = { afterTurns: 1.5, length: 1 };
    whyNot({ ...events.sessionStarted, turns: { ...turns, breaks: oddBreaks } });
    whyNot({ ...events.sessionStarted, turns: { ...turns, breaks: { afterTurns: 4, length: 0 } } });
    whyNot({ ...events.handedOff, turn: 0 });
    whyNot({ ...events.turnHeld, what: ' ' });
  });
});
