import type { SessionEvent } from '../../src/core/event.ts';
import type { LogEntry } from '../../src/core/logEntry.ts';
import { outcomes, phases } from '../../src/core/question.ts';
import { predictionOutcomes, resultKinds, retroPrompts } from '../../src/core/record.ts';
import { protocolVersion, type ServerMessage } from '../../src/protocol/wire.ts';
import type { Random } from '../simulation/random.ts';

const texts = ['Is it real?', 'é 😀 \u2028 "quoted" \\ back', ' x ', '\u0000', 'Why?'.repeat(200)];
const names = ['Ada', 'Grace Hopper', 'Ω'];

/** An event of any kind, as a window appends it. */
export function anyEvent(random: Random): SessionEvent {
  const id = `id-${random.integer(0, 999)}`;
  const text = random.pick(texts);
  const name = random.pick(names);
  const place = { path: 'src/model.py', line: random.integer(1, 500), text: 'logits = model(x)' };
  const among = { before: 'model.eval()', after: 'logits[0]', twin: { nth: 2, of: 3 } };
  const at = 1_700_000_000_000 + random.integer(0, 1_000_000);
  const onExpiry = random.pick(['ask', 'auto'] as const);
  const breaks = random.chance(0.5) ? { breaks: { afterTurns: 4, length: 300_000 } } : {};
  const turns = { length: 900_000, onExpiry, grace: 20_000, ...breaks };
  return random.pick<SessionEvent>([
    { type: 'sessionStarted', sessionId: id, hypothesis: text, turns },
    { type: 'participantJoined', name },
    { type: 'participantReturned', name },
    { type: 'participantDisconnected' },
    { type: 'participantLeft' },
    { type: 'participantRemoved', participant: id },
    { type: 'turnStarted', driver: id, deadline: at, reason: 'swap' },
    { type: 'emailShared', email: 'ada@example.org' },
    { type: 'turnPaused', remaining: random.integer(0, 900_000) },
    { type: 'turnPaused', remaining: 0, because: 'driverGone' },
    { type: 'turnHeld', remaining: 1_000 },
    { type: 'turnHeld', remaining: 1_000, what: name, run: id, prediction: id },
    { type: 'breakPlanned', planned: random.chance(0.5) },
    { type: 'breakStarted', until: at },
    { type: 'handedOff', turn: random.integer(1, 9) },
    { type: 'handedOff', turn: 1, text: name, place: { ...place, ...among } },
    { type: 'endPlanned' },
    { type: 'endPlanned', at },
    { type: 'workPushed', branch: 'interpair/heads-1a2b', commit: 'a1'.repeat(20) },
    { type: 'turnResumed', deadline: at },
    { type: 'turnExtended', by: random.integer(1, 900_000) },
    { type: 'turnExpired' },
    { type: 'turnExpired', swapAt: at },
    { type: 'phaseSet', phase: random.pick(phases) },
    { type: 'phaseSet' },
    { type: 'agendaSet', title: name, items: [{ title: name, length: 60_000, phase: 'start' }] },
    { type: 'agendaMoved', to: random.integer(0, 20) },
    {
      type: 'driverMoved',
      techniques: ['attention'],
      frameworks: ['nnsight'],
      place: { ...place, lines: 3, cell: 2 },
    },
    { type: 'driverMoved', techniques: [], frameworks: [], place: { ...place, ...among } },
    { type: 'questionPassed', deckId: id },
    { type: 'resultSeen', kind: random.pick(resultKinds), text, place },
    { type: 'predictionMade', id, text: name, credence: random.integer(0, 100), place },
    { type: 'predictionSettled', id, outcome: random.pick(predictionOutcomes), note: text },
    { type: 'findingRecorded', id, text: name, credence: 80, figure: 'figures/probe.png', place },
    { type: 'deadEndRecorded', id, tried: name, expected: text, got: text },
    { type: 'retroAnswered', prompt: random.pick(retroPrompts), text: name },
    { type: 'questionAsked', id, text },
    { type: 'questionAsked', id, text, deckId: 'any/1', place },
    { type: 'questionResolved', id, outcome: random.pick(outcomes) },
    { type: 'questionResolved', id, outcome: 'answered', answer: text },
    { type: 'scaffoldInserted', scaffoldId: 'probe/linear', title: 'Linear probe', place },
    { type: 'sessionEnded' },
  ]);
}

export function someEvents(random: Random): SessionEvent[] {
  return Array.from({ length: random.integer(1, 3) }, () => anyEvent(random));
}

/** A message of any kind, as a server sends it to a guest who has so many entries and appends under way. */
export function anyServerMessage(
  random: Random,
  { revision, appends }: { readonly revision: number; readonly appends: number },
): ServerMessage {
  const id = random.integer(1, Math.max(1, appends));
  const at = 1_700_000_000_000 + random.integer(0, 1_000_000);
  const from = revision + (random.chance(0.8) ? 1 : random.integer(-2, 3));
  const entries: LogEntry[] = someEvents(random).map((event, index) => ({
    revision: Math.max(1, from + index),
    at,
    actor: 'ada',
    event,
  }));
  return random.pick<ServerMessage>([
    { type: 'entries', entries },
    { type: 'entries', entries },
    { type: 'entries', entries },
    { type: 'appended', id, revision: revision + 1 },
    { type: 'conflict', id, revision: revision + 1 },
    { type: 'notAppended', id, because: 'refused', sentence: 'This can not be recorded.' },
    { type: 'notAppended', id, because: 'unavailable', sentence: 'The disk is full.' },
    { type: 'pong', id, at },
    { type: 'hello', protocol: protocolVersion, nonce: 'A'.repeat(22) },
    { type: 'waiting', proof: 'A'.repeat(43) },
    { type: 'welcome', proof: 'A'.repeat(43), pass: 'A'.repeat(22), revision, at },
    { type: 'refused', reason: random.pick(['busy', 'sessionEnded', 'removed']) },
  ]);
}
