import { describe, expect, it } from 'vitest';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createRestlessClock } from '../testing/restless-clock.ts';
import { HOST } from '../testing/with-instance.ts';

const KEYS = ['user:/a/0', 'user:/a/1', 'user:/a/2', 'user:/a/3', 'user:/a/4', 'user:/a/5'];

/** Makes a plan; at its `changedAt`th rest somebody else changes what the cluster sets. null: it never rests, and nobody does. */
async function plan(changedAt: number | null) {
  let rests = -Infinity;
  let changed: Promise<unknown> = Promise.resolve();
  const clock =
    changedAt === null
      ? createFakeClock()
      : createRestlessClock(() => {
          rests += 1;
          if (rests === changedAt)
            changed = test.call('settings.set', { id, key: 'user:/a/1', value: 'theirs', wait: 0 });
        });
  const test = await clusterdUnderTest(undefined, undefined, undefined, { clock });
  const instance = await test.call('instances.create', { name: 'a', host: HOST });
  const { id } = await test.call('clusters.create', { name: 'c' });
  await test.call('clusters.join', { id, instanceId: instance.id, wait: 0 });
  const edits = [
    ...KEYS.map((key, at) => ({ kind: 'set' as const, key, value: String(at) })),
    { kind: 'remove' as const, key: 'user:/a/1' },
  ];
  rests = 0;
  const made = await test.call('plans.make', { id, edits });
  const rested = rests;
  await changed;
  return { test, id, edits, made, rested };
}

describe('a plan that is thought through in slices', () => {
  it('says what it says in one step', async () => {
    const { made, rested } = await plan(Infinity);
    expect(rested).toBeGreaterThan(2 * KEYS.length);
    expect(made.groups[0]?.changes).toEqual((await plan(null)).made.groups[0]?.changes);
  });

  it('is of the registry as it was at one moment: it says what came meanwhile, or cannot be applied', async () => {
    const { rested } = await plan(Infinity);
    for (let changedAt = 1; changedAt <= rested; changedAt += 1) {
      const { test, id, edits, made } = await plan(changedAt);
      const outcome = await test.call('plans.apply', { id, hash: made.hash, wait: 0 }).then(
        () => 'applied',
        (error: { readonly code: string }) => error.code,
      );
      if (outcome === 'applied') {
        const after = await test.call('settings.read', { id, key: 'user:/a' });
        expect(after.ls).toEqual(KEYS.filter((key) => key !== 'user:/a/1'));
      } else {
        expect(outcome).toBe('PLAN_OUTDATED');
        const fresh = await test.call('plans.make', { id, edits });
        await test.call('plans.apply', { id, hash: fresh.hash, wait: 0 });
      }
    }
  });
});
