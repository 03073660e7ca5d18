import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { createPace, filterPaced, mapPaced } from './pace.ts';
import { clusterdUnderTest } from './testing/clusterd-under-test.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { createRestlessClock } from './testing/restless-clock.ts';
import { HOST } from './testing/with-instance.ts';

describe('long work in slices', () => {
  it('makes and finds the same as in one step, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.boolean(), async (items, isRestless) => {
        const pace = createPace(isRestless ? createRestlessClock(() => undefined) : createFakeClock());
        expect(await mapPaced(items, pace, (item, at) => [item, at])).toEqual(items.map((item, at) => [item, at]));
        expect(await filterPaced(items, pace, (item) => item % 2 === 0)).toEqual(
          items.filter((item) => item % 2 === 0),
        );
      }),
    );
  });

  it('ends at the next rest when nobody wants it any more', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const work = mapPaced(
      [1, 2, 3, 4],
      createPace(
        createRestlessClock(() => undefined),
        abort.signal,
      ),
      (item) => {
        seen.push(item);
        if (item === 2) abort.abort();
      },
    );
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(seen).toEqual([1, 2]);
  });
});

type Keys = Record<string, { readonly value: string; readonly meta: Record<string, string> }>;

const part = fc.constantFrom('a', 'b', 'c', 'd');
const subtree = fc.dictionary(
  fc.array(part, { maxLength: 3 }).map((parts) => ['user:/from', ...parts].join('/')),
  fc.record({ value: fc.string(), meta: fc.dictionary(fc.constantFrom('order', 'example'), fc.string()) }),
  { minKeys: 1, maxKeys: 8 },
);
const act = fc.constantFrom('keys.move' as const, 'keys.copy' as const, 'keys.setAll' as const, 'keys.remove' as const);

interface Run {
  readonly keys: Keys;
  readonly outcome: unknown;
  readonly rests: number;
}

/** `abortAt`: the rest at which the caller goes away; null: none is taken, all is done in one step. */
async function run(
  name: 'keys.move' | 'keys.copy' | 'keys.setAll' | 'keys.remove',
  keys: Keys,
  abortAt: number | null,
): Promise<Run> {
  const abort = new AbortController();
  let [rests, isWatched] = [0, false];
  const restless = createRestlessClock(() => {
    if (!isWatched) return;
    rests += 1;
    if (rests === abortAt) abort.abort();
  });
  const clock = abortAt === null ? createFakeClock() : restless;
  const test = await clusterdUnderTest(undefined, undefined, undefined, { clock });
  const { id } = await test.call('instances.create', { name: 'a', host: HOST });
  const stored = test.elektrads.host(HOST).keys as Map<string, Keys[string]>;
  for (const [key, content] of Object.entries(keys)) stored.set(key, content);
  const call = { signal: abort.signal };
  const configurations = Object.entries(keys).map(([key, { value, meta }]) => ({ key, value: `${value}!`, meta }));
  isWatched = true;
  const acted = {
    'keys.move': () => test.call('keys.move', { id, key: 'user:/from', target: 'system:/to' }, call),
    'keys.copy': () => test.call('keys.copy', { id, key: 'user:/from', target: 'system:/to' }, call),
    'keys.setAll': () => test.call('keys.setAll', { id, key: 'user:/from', configurations }, call),
    'keys.remove': () => test.call('keys.remove', { id, key: 'user:/from' }, call),
  }[name]();
  const outcome: unknown = await acted.then(
    () => 'done',
    (error: unknown) => error,
  );
  return { keys: Object.fromEntries(stored), outcome, rests };
}

describe('an act on many keys that rests between its slices', () => {
  it('does what it does without a rest', async () => {
    await fc.assert(
      fc.asyncProperty(act, subtree, async (name, keys) => {
        const rested = await run(name, keys, Infinity);
        expect(rested.rests).toBeGreaterThan(0);
        expect(rested).toMatchObject({ outcome: 'done', keys: (await run(name, keys, null)).keys });
      }),
      { numRuns: 40 },
    );
  });

  it('is done or not begun when its caller goes away at any of its rests', async () => {
    await fc.assert(
      fc.asyncProperty(act, subtree, fc.integer({ min: 1, max: 60 }), async (name, keys, abortAt) => {
        const { keys: left, outcome } = await run(name, keys, abortAt);
        if (outcome === 'done') expect(left).toEqual((await run(name, keys, null)).keys);
        else {
          expect(outcome).toBeInstanceOf(CancelledError);
          expect(left).toEqual(keys);
        }
      }),
      { numRuns: 80 },
    );
  });
});
