import { describe, expect, it } from 'vitest';
import { createFakeClock } from './fake-clock.ts';

describe('the fake clock', () => {
  it('runs what becomes due in order, each at its moment, and nothing that was stopped', () => {
    const clock = createFakeClock(1000);
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name} at ${clock.now()}`);
    clock.after(30, note('late'));
    clock.after(10, () => {
      note('early')();
      clock.after(5, note('set on the way'));
    });
    clock.after(20, note('stopped'))();
    clock.after(21, note('never'));
    clock.advance(20);
    expect(seen).toEqual(['early at 1010', 'set on the way at 1015']);
    expect(clock.now()).toBe(1020);
    expect(clock.waiting).toBe(2);
  });
});
