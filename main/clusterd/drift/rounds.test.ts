import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { planWorld } from '../plans/testing/plan-world.ts';
import { ClusterEdit } from '#shared/clusterd/edits.ts';
import { startRounds } from './rounds.ts';

const MINUTE = 60_000;

/** That many members, and one instance that is in no cluster; what was asked for, minute by minute. */
async function asked(members: number, minutes: number) {
  const ids = Array.from({ length: members }, (_each, at) => `i${at}`);
  const { registry, edit } = await planWorld(['web'], [...ids, 'alone']);
  await edit('web', [ClusterEdit.parse({ kind: 'join', instanceIds: ids })]);
  const clock = createFakeClock();
  const perMinute: string[][] = [];
  let now: string[] = [];
  const rounds = startRounds(registry, clock, async (id) => void now.push(id));
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance(MINUTE);
    await Promise.resolve();
    perMinute.push(now);
    now = [];
  }
  return { ids, perMinute, rounds, clock, later: () => now };
}

describe('rounds', () => {
  it.each([1, 7, 300])('come to each of %i members once in half an hour, spread, with one timer', async (members) => {
    const { ids, perMinute, clock } = await asked(members, 60);
    expect(perMinute.slice(0, 30).flat().sort()).toEqual([...ids].sort());
    expect(perMinute.slice(30).flat().sort()).toEqual([...ids].sort());
    expect(Math.max(...perMinute.map((each) => each.length))).toBeLessThanOrEqual(members / 30 + 1);
    expect(clock.waiting).toBe(1);
  });

  it('come again earlier where that is wanted, and end', async () => {
    const { rounds, clock, later } = await asked(2, 5);
    rounds.again('i1', 10 * MINUTE);
    clock.advance(9 * MINUTE);
    expect(later()).toEqual([]);
    clock.advance(2 * MINUTE);
    expect(later()).toEqual(['i1']);
    await rounds.stop();
    expect(clock.waiting).toBe(0);
  });
});
