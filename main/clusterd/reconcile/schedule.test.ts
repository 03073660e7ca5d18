import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeRandom } from '../testing/fake-random.ts';
import { createAlarms } from './alarms.ts';
import { backOffAfter, shareOf } from './back-off.ts';
import { createSchedule } from './schedule.ts';

/** A schedule whose runs end when they are told to. */
function schedule() {
  const clock = createFakeClock();
  const running = new Map<string, { done(): void; fail(): void }>();
  const begun: string[] = [];
  const settled: string[] = [];
  const barred = new Set<string>();
  const made = createSchedule({
    clock,
    random: createFakeRandom(),
    run: (id) => {
      begun.push(id);
      return new Promise((resolve, reject) => {
        const end = (act: () => void) => () => {
          running.delete(id);
          act();
        };
        running.set(id, { done: end(() => resolve('done')), fail: end(() => reject(new Error('no'))) });
      });
    },
    mayTry: (id) => !barred.has(id),
    settled: (id) => void settled.push(id),
  });
  return { ...made, clock, running, begun, settled, barred };
}

const ids = (count: number, prefix = 'i') => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe('the schedule', () => {
  it('runs 64 side by side and no more', async () => {
    const { want, running, begun } = schedule();
    ids(200).forEach(want);
    await setImmediate();
    expect(running.size).toBe(64);
    for (let step = 0; step < 136; step += 1) {
      running.values().next().value?.done();
      await setImmediate();
      expect(running.size).toBeLessThanOrEqual(64);
    }
    expect(new Set(begun).size).toBe(200);
  });

  it('gives those that failed last a quarter of the places, and all others are done while these hang', async () => {
    const { want, running, begun, clock } = schedule();
    const bad = ids(100, 'bad');
    bad.forEach(want);
    while (begun.length < 100) {
      await setImmediate();
      for (const run of [...running.values()]) run.fail();
    }
    await setImmediate();
    clock.advance(2000);
    await setImmediate();
    expect([...running.keys()].filter((id) => id.startsWith('bad'))).toHaveLength(16);
    const good = ids(500, 'good');
    good.forEach(want);
    const done: string[] = [];
    while (done.length < 500) {
      await setImmediate();
      expect(running.size).toBeLessThanOrEqual(64);
      for (const [id, run] of [...running]) {
        if (id.startsWith('bad')) continue;
        done.push(id);
        run.done();
      }
    }
    expect([...running.keys()]).toHaveLength(16);
  });

  it('lets others in where more hang at once than may run', async () => {
    const { want, running, begun, failure, clock } = schedule();
    ids(64, 'hung').forEach(want);
    await setImmediate();
    ids(10, 'good').forEach(want);
    clock.advance(5000);
    await setImmediate();
    expect(begun.filter((id) => id.startsWith('good'))).toHaveLength(10);
    expect(failure('hung0')).toMatchObject({ count: 1, error: { code: 'INSTANCE_TIMEOUT' } });
    for (const id of ids(10, 'good')) running.get(id)?.done();
    await setImmediate();
    clock.advance(2000);
    await setImmediate();
    expect(begun.filter((id) => id.startsWith('hung'))).toHaveLength(64 + 16);
  });

  it('never runs two deliveries to one instance at once, and what comes meanwhile follows', async () => {
    const { want, running, begun } = schedule();
    want('a');
    await setImmediate();
    want('a');
    want('a');
    await setImmediate();
    expect(begun).toEqual(['a']);
    running.get('a')?.done();
    await setImmediate();
    expect(begun).toEqual(['a', 'a']);
    running.get('a')?.done();
    await setImmediate();
    expect(begun).toHaveLength(2);
  });

  it('goes on waiting after a failure, unless it is wanted now', async () => {
    const { want, wantNow, running, begun, failure, clock } = schedule();
    want('a');
    await setImmediate();
    running.get('a')?.fail();
    await setImmediate();
    want('a');
    await setImmediate();
    expect(begun).toHaveLength(1);
    expect(failure('a')).toMatchObject({ count: 1 });
    wantNow('a');
    await setImmediate();
    expect(begun).toHaveLength(2);
    running.get('a')?.done();
    await setImmediate();
    clock.advance(100_000);
    await setImmediate();
    expect(begun).toHaveLength(2);
    expect(clock.waiting).toBe(0);
  });

  it('does not try what may not be tried when its time has come, and then holds no timer', async () => {
    const { want, running, begun, barred, clock } = schedule();
    want('a');
    await setImmediate();
    running.get('a')?.fail();
    await setImmediate();
    barred.add('a');
    clock.advance(60_000);
    await setImmediate();
    expect([begun.length, clock.waiting]).toEqual([1, 0]);
    barred.delete('a');
    want('a');
    await setImmediate();
    expect(begun).toHaveLength(2);
  });

  it('stops what runs when it is closed', async () => {
    const clock = createFakeClock();
    const signals: AbortSignal[] = [];
    const { want, close, isBusy } = createSchedule({
      clock,
      random: createFakeRandom(),
      run: (_id, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        });
      },
      mayTry: () => true,
      settled: () => undefined,
    });
    ids(100).forEach(want);
    await setImmediate();
    await close();
    expect(signals).toHaveLength(64);
    expect([isBusy('i99'), clock.waiting]).toEqual([false, 0]);
  });
});

describe('the wait after a failure', () => {
  it('doubles from one second to a minute and is spread over its second half', () => {
    for (const [failures, most] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      expect(backOffAfter(failures + 1, 1)).toBe(most * 1000);
      expect(backOffAfter(failures + 1, 0)).toBe(most * 500);
    }
  });

  it('is spread by secrets', () => {
    fc.assert(
      fc.property(fc.base64String({ minLength: 4 }), (secret) => {
        const share = shareOf(secret.replaceAll('=', ''));
        return share >= 0 && share < 1;
      }),
    );
  });
});

describe('alarms', () => {
  it('ring once each, in order, with one timer', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(50), fc.boolean())), (acts) => {
        const clock = createFakeClock();
        const rung: [string, number][] = [];
        const alarms = createAlarms(clock, (id) => void rung.push([id, clock.now()]));
        const expected = new Map<string, number>();
        for (const [id, seconds, isSet] of acts) {
          const at = clock.now() + seconds * 1000;
          if (isSet) alarms.set(id, at);
          else alarms.delete(id);
          if (isSet) expected.set(id, at);
          else expected.delete(id);
          expect(clock.waiting).toBeLessThanOrEqual(1);
        }
        clock.advance(60_000);
        expect(new Map(rung)).toEqual(expected);
        expect(rung).toHaveLength(expected.size);
        expect(rung.map(([, at]) => at)).toEqual([...expected.values()].sort((a, b) => a - b));
        expect(clock.waiting).toBe(0);
      }),
    );
  });
});
