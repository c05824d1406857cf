import assert from 'node:assert/strict';
import { newSecret } from '../../src/protocol/invite.ts';
import {
  parcelVersion,
  readAnnouncementAnswer,
  readExchangeAnswer,
  requests,
} from '../../src/protocol/parcels.ts';
import { seed } from '../contract/seed.ts';
import { Random } from '../simulation/random.ts';
import { OfferedSession } from '../unit/platform/offeredSession.ts';
import { LastFrames } from './lastFrames.ts';
import { mutate } from './mutate.ts';

const count = 20_000;

describe('a service of Live Share that is asked for what is not quite right', () => {
  const sent = new LastFrames();

  afterEach(function () {
    sent.printIfFailed(this);
  });

  it(`answers each time and disturbs nobody, ${count} times`, async () => {
    const random = new Random(seed());
    const session = new OfferedSession();
    const { there, here } = await session.connect();
    const proxy = session.services.proxy();
    const heard: string[] = [];
    let open = { channel: newSecret(), number: 0 };
    let [opened, refused] = [0, 0];
    for (let index = 0; index < count; index++) {
      const isLast = random.chance(0.1);
      const request = JSON.stringify({
        ...{ version: parcelVersion, ...open, isMore: false },
        texts: random.chance(0.5) ? [] : ['hello', 'world'],
        ...(isLast && { closed: 'gone' }),
      });
      const asked = random.chance(0.2) ? request : mutate(request, random);
      sent.add(asked);
      const args = [valueIn(asked)];
      const answer = readExchangeAnswer(await proxy.request(requests.exchange, args));
      assert.ok(answer.ok, 'answered what nobody can read');
      if (answer.value.closed === undefined && !isLast) {
        open = { ...open, number: open.number + 1 };
        opened++;
      } else {
        open = { channel: newSecret(), number: 0 };
        refused++;
      }
      const told = readAnnouncementAnswer(await proxy.request(requests.announcement, args));
      assert.ok(told.ok, 'answered what nobody can read');
      if (index % 100 === 0) {
        there.channel.send(`${index}`);
        heard.push(`${index}`);
        // As the server does with guests who went without a word.
        for (const { channel } of session.served.splice(0)) {
          if (channel !== here.channel) {
            channel.dispose();
          }
        }
        await session.pass(10);
      }
    }
    assert.deepEqual([here.heard, here.ends, there.ends], [heard, [], []]);
    assert.ok(Math.min(opened, refused) > count / 20, `${opened} taken, ${refused} refused`);
    assert.ok(!session.reports.some((detail) => /\n {4}at /.test(detail)), 'a defect of the host');
  }).timeout(120_000);
});

function valueIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // What is nested too deep can be read, and not be sent.
    JSON.stringify(value);
    return value;
  } catch {
    return text;
  }
}
