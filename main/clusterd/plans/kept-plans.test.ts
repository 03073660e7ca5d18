import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createKeptPlans, type KeptPlan } from './kept-plans.ts';

const plan = (hash: string, expiresAt = Infinity): KeptPlan => ({
  hash,
  clusterId: 'web',
  edits: [],
  force: false,
  print: '',
  held: new Map(),
  expiresAt,
});

describe('kept plans', () => {
  it('are taken once', () => {
    const kept = createKeptPlans(createFakeClock());
    kept.keep(plan('a'));
    expect(kept.take('a', 'other')).toBeUndefined();
    expect(kept.take('a', 'web')?.hash).toBe('a');
    expect(kept.take('a', 'web')).toBeUndefined();
  });

  it('make room for newer ones, by number, size and age', () => {
    const clock = createFakeClock();
    const few = createKeptPlans(clock, { count: 2, size: 1000 });
    for (const hash of ['a', 'b', 'c']) few.keep(plan(hash));
    expect(['a', 'b', 'c'].filter((hash) => few.take(hash, 'web') !== undefined)).toEqual(['b', 'c']);

    const small = createKeptPlans(clock, { count: 10, size: 250 });
    const large = { ...plan('large'), held: new Map([['i', 'x']]) };
    small.keep(plan('a'));
    for (const hash of ['b', 'c', 'd']) small.keep({ ...large, hash });
    expect(['a', 'b', 'c', 'd'].filter((hash) => small.take(hash, 'web') !== undefined)).toEqual(['c', 'd']);

    const old = createKeptPlans(clock);
    old.keep(plan('a', clock.now() + 10));
    clock.advance(10);
    expect(old.take('a', 'web')).toBeUndefined();
  });
});
