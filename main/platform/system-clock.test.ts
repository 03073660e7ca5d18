import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSystemClock } from './system-clock.ts';

describe('the system clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs work once, after the time, unless stopped', () => {
    const clock = createSystemClock();
    const work = vi.fn();
    clock.after(10, work);
    clock.after(10, work)();
    vi.advanceTimersByTime(9);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('waits for longer than a timeout of Node can be, and can be stopped on the way', () => {
    const clock = createSystemClock();
    const work = vi.fn();
    const days = 24 * 3600 * 1000;
    clock.after(60 * days, work);
    const stop = clock.after(60 * days, work);
    vi.advanceTimersByTime(59 * days);
    expect(work).not.toHaveBeenCalled();
    stop();
    vi.advanceTimersByTime(2 * days);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('keeps no process alive', () => {
    vi.useRealTimers();
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const stop = createSystemClock().after(60_000, () => undefined);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBe(before);
    stop();
  });
});
