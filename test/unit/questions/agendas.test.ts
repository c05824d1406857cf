import assert from 'node:assert/strict';
import * as v from 'valibot';
import { decideAgenda } from '../../../src/core/decideAgenda.ts';
import { phases } from '../../../src/core/question.ts';
import { minute } from '../../../src/core/time.ts';
import { sessionEventSchema } from '../../../src/protocol/logEntry.ts';
import { agendas } from '../../../src/questions/agendas/agendas.ts';
import { publicationSchema } from '../../../src/questions/deckSchema.ts';

describe('the agendas that come with Interpair', () => {
  it('are five, each of another title', () => {
    assert.deepEqual(
      agendas.map(({ title }) => title),
      [
        'Explore',
        'Understand',
        'Distill',
        'First session with a mentor',
        'Reading a paper together',
      ],
    );
  });

  for (const { title, fits, source, items } of agendas) {
    describe(title, () => {
      it('takes between half an hour and an hour and a half', () => {
        const minutes = items.reduce((sum, item) => sum + item.minutes, 0);
        assert.ok(minutes >= 30 && minutes <= 90, `${minutes} minutes`);
        assert.ok(items.every((item) => Number.isInteger(item.minutes) && item.minutes >= 5));
      });

      it('says in a sentence when it fits and what to do in each item', () => {
        for (const sentence of [fits, ...items.map(({ hint }) => hint)]) {
          assert.match(sentence, /^[A-Z].{20,200}\.$/, sentence);
        }
      });

      it('has an item of its own title for each stretch, in a phase that decks know', () => {
        assert.equal(new Set(items.map((item) => item.title)).size, items.length);
        assert.deepEqual(
          items.filter(({ phase }) => !phases.includes(phase)),
          [],
        );
      });

      it('names where it comes from', () => {
        assert.ok(source === 'practice' || v.is(publicationSchema, source));
      });

      it('is taken by a session and its log', () => {
        const planned = items.map(({ minutes, ...item }) => ({
          ...item,
          length: minutes * minute,
        }));
        const decision = decideAgenda({ type: 'setAgenda', title, items: planned });
        assert.ok(decision.ok && decision.value.length === 1);
        v.parse(sessionEventSchema, decision.value[0]);
      });
    });
  }

  it('begin where one begins, or with what to believe', () => {
    for (const { title, items } of agendas) {
      assert.equal(items[0]?.phase, title === 'Distill' ? 'writeup' : 'start', title);
    }
  });
});
