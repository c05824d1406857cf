import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { LogClock } from '../../../src/log/remote/logClock.ts';

/** A local clock, a log's clock that is ahead of it, and a network between them. */
class World {
  local = 1_000;
  skew = 1_764_000_000_000;
  readonly clock = new LogClock(() => this.local);

  get true(): number {
    return this.local + this.skew;
  }

  /** Asks the log's clock; the question and the answer take these times. */
  ask(there: number, back: number): void {
    const sent = this.local;
    this.local += there;
    const at = this.true;
    this.local += back;
    this.clock.add({ sent, received: this.local, at });
  }

  get error(): number {
    return Math.abs(this.clock.now() - this.true);
  }
}

describe("the log's clock at a distance", () => {
  it('is right when both ways take the same time', () => {
    const world = new World();
    world.ask(40, 40);
    assert.equal(world.error, 0);
  });

  it('is off by half of the smallest round trip at most, however unfair the network', async () => {
    const delay = fc.integer({ min: 0, max: 400 });
    await fc.assert(
      fc.property(fc.array(fc.tuple(delay, delay), { minLength: 1, maxLength: 12 }), (trips) => {
        const world = new World();
        for (const [there, back] of trips) {
          world.ask(there, back);
        }
        const smallest = Math.min(...trips.map(([there, back]) => there + back));
        assert.ok(world.error <= smallest / 2 + 1);
      }),
    );
  });

  it('stays within 100 ms under five minutes of skew and 200 ms of delay one way', () => {
    const world = new World();
    world.skew = 5 * 60_000;
    for (let trip = 0; trip < 20; trip++) {
      world.ask(200, 0);
      assert.ok(world.error <= 100);
    }
  });

  it('believes the new when old and new can not both be right, as after a sleep', () => {
    const world = new World();
    world.ask(5, 5);
    world.skew += 3_600_000;
    world.ask(150, 150);
    assert.ok(world.error <= 150);
  });

  it('keeps a good sample of a minute ago when a slow one comes, though the clocks drift apart', () => {
    const world = new World();
    world.ask(0, 10);
    world.local += 60_000;
    world.skew += 6;
    world.ask(100, 0);
    assert.ok(world.error <= 5 + 6 + 1, `off by ${world.error} ms`);
  });

  it('lets go of a good sample once it may have drifted further than a slow one is wrong', () => {
    const world = new World();
    world.ask(0, 10);
    world.local += 600_000;
    world.skew += 60;
    world.ask(50, 50);
    assert.ok(world.error <= 1, `off by ${world.error} ms`);
  });

  it('forgets old samples, since clocks drift', () => {
    const world = new World();
    world.ask(0, 0);
    for (let trip = 0; trip < 24; trip++) {
      world.skew += 1;
      world.ask(10, 10);
    }
    assert.ok(world.error <= 12);
  });
});
