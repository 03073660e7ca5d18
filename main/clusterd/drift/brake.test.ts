import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createBrake } from './brake.ts';

const MINUTE = 60_000;

/** How often a key that is changed back before each check is written again, checked so many minutes apart. */
function rewrites(minutes: number, checks: number) {
  const clock = createFakeClock();
  const brake = createBrake(clock);
  let count = 0;
  for (let check = 0; check < checks; check += 1) {
    if (brake.mayRewrite('i', 'system:/a', 7)) {
      brake.wrote('i', 'system:/a', 7);
      count += 1;
    }
    clock.advance(minutes * MINUTE);
  }
  return { count, brake };
}

describe('the brake of enforcing', () => {
  it('stops after three times within an hour', () => {
    for (const minutes of [1, 10, 30]) {
      const { count, brake } = rewrites(minutes, 10);
      expect(count).toBe(3);
      expect([...brake.givenUp('i')]).toEqual([['system:/a', 7]]);
    }
  });

  it('does not stop what is changed now and then', () => {
    const { count, brake } = rewrites(31, 20);
    expect(count).toBe(20);
    expect(brake.givenUp('i').size).toBe(0);
  });

  it('is of one key of one instance and one setting', () => {
    const { brake } = rewrites(1, 10);
    expect(brake.mayRewrite('i', 'system:/a', 7)).toBe(false);
    expect(brake.mayRewrite('i', 'system:/b', 7)).toBe(true);
    expect(brake.mayRewrite('j', 'system:/a', 7)).toBe(true);
    expect(brake.mayRewrite('i', 'system:/a', 8)).toBe(true);
  });

  it('begins anew when someone says so', () => {
    const { brake } = rewrites(1, 10);
    brake.release('i', ['system:/b']);
    expect(brake.mayRewrite('i', 'system:/a', 7)).toBe(false);
    brake.release('i');
    expect(brake.mayRewrite('i', 'system:/a', 7)).toBe(true);
  });
});
