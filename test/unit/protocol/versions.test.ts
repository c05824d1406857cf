import assert from 'node:assert/strict';
import type * as v from 'valibot';
import { journalVersion } from '../../../src/log/local/journalLine.ts';
import { sessionEventSchema } from '../../../src/protocol/logEntry.ts';
import { placeSchema } from '../../../src/protocol/place.ts';
import { protocolVersion } from '../../../src/protocol/wire.ts';

/** The events that a reader of these versions takes, each with its fields: it refuses any others. */
const known = {
  protocol: 5,
  journal: 3,
  events: [
    'sessionStarted: sessionId hypothesis turns',
    'participantJoined: name',
    'participantReturned: name',
    'participantDisconnected:',
    'participantLeft:',
    'participantRemoved: participant',
    'emailShared: email',
    'turnStarted: driver deadline reason',
    'turnPaused: remaining because',
    'turnHeld: remaining what run prediction',
    'turnResumed: deadline',
    'turnExtended: by',
    'turnExpired: swapAt',
    'breakPlanned: planned',
    'breakStarted: until',
    'handedOff: turn text place',
    'endPlanned: at',
    'workPushed: branch commit',
    'phaseSet: phase',
    'agendaSet: title items',
    'agendaMoved: to',
    'driverMoved: techniques frameworks place',
    'questionPassed: deckId',
    'questionAsked: id text deckId place',
    'questionResolved: id outcome answer',
    'scaffoldInserted: scaffoldId title place',
    'resultSeen: kind text place',
    'predictionMade: id text credence place',
    'predictionSettled: id outcome note',
    'findingRecorded: id text credence figure place',
    'deadEndRecorded: id tried expected got whyStopped revisitIf',
    'retroAnswered: prompt text',
    'sessionEnded:',
    'place: path line text lines cell before after twin',
  ],
};

describe('the versions of the protocol and of the journal', () => {
  it('are raised, both, with each event and field that their readers would refuse', () => {
    const events = sessionEventSchema.options.map((schema) => {
      const { type, ...fields } = schema.entries;
      return [literalOf(type), fields] as const;
    });
    assert.deepEqual(
      {
        protocol: protocolVersion,
        journal: journalVersion,
        events: [...events, ['place', placeSchema.entries] as const].map(([name, fields]) =>
          `${name}: ${Object.keys(fields).join(' ')}`.trim(),
        ),
      },
      known,
    );
  });
});

function literalOf(schema: v.GenericSchema): string {
  return 'literal' in schema ? String(schema.literal) : '';
}
