import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convergence } from './testing/convergence.ts';
import { reconcilerWorld } from './testing/reconciler-world.ts';

describe('whatever happens', () => {
  it('every member has what its clusters set when all is quiet, and every rollout has ended', async () => {
    await fc.assert(convergence(30), { numRuns: 100 });
  });
});

describe('a member that answers', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ set: fc.constantFrom('system:/a', 'user:/b'), ticks: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ online: fc.boolean(), ticks: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ paused: fc.boolean(), ticks: fc.nat(30) }) },
  );

  it('is sent each change of a key once at most, and none that a newer one has replaced while it was away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const world = await reconcilerWorld();
        await world.add('a');
        await world.cluster('web');
        await world.join('web', 'a');
        await world.quiet();
        const [sent, stale]: [string[], string[]] = [[], []];
        const { keys } = world.host('a');
        const plain = keys.set.bind(keys);
        keys.set = (key, stored) => {
          sent.push(`${key} ${stored.value}`);
          const { value } = [...world.effective.settings('a').values()].find((each) => each.key === key) ?? {};
          if (stored.value !== value) stale.push(`${key} ${stored.value}`);
          return plain(key, stored);
        };
        for (const [at, each] of steps.entries()) {
          if ('set' in each) await world.edit('web', { kind: 'set', key: each.set, value: String(at) });
          if ('online' in each) await world.see('a', each.online ? 'online' : 'offline');
          if ('paused' in each) await world.pause('web', each.paused);
          for (let tick = 0; tick < each.ticks; tick += 1) await Promise.resolve();
        }
        await world.pause('web', false);
        await world.see('a', 'online');
        await world.quiet();
        expect(stale).toEqual([]);
        expect(new Set(sent).size).toBe(sent.length);
        for (const [key, { value }] of world.effective.settings('a')) expect(world.value('a', key)).toBe(value);
      }),
      { numRuns: 100 },
    );
  });
});
