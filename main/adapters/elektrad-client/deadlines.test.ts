import { describe, expect, it } from 'vitest';
import { createDeadlines } from './deadlines.ts';

/** Resolves with the milliseconds that have passed when the deadline is called. */
function passed(deadlines: ReturnType<typeof createDeadlines>, limitMs: number): Promise<number> {
  const start = performance.now();
  return new Promise((resolve) => deadlines(limitMs, () => resolve(performance.now() - start)));
}

describe('createDeadlines', () => {
  it('calls no earlier than asked, each limit on its own', async () => {
    const deadlines = createDeadlines();
    // Timers that keep no process alive need something that does.
    const alive = setInterval(() => undefined, 1000);
    const order: number[] = [];
    const waits = [40, 5, 20].map(async (limit) => {
      expect(await passed(deadlines, limit)).toBeGreaterThanOrEqual(limit);
      order.push(limit);
    });
    await Promise.all(waits);
    expect(order).toEqual([5, 20, 40]);
    clearInterval(alive);
  });

  it('calls whoever came later after those before, and never who has stopped', async () => {
    const deadlines = createDeadlines();
    const alive = setInterval(() => undefined, 1000);
    const called: string[] = [];
    const stop = deadlines(10, () => called.push('stopped'));
    deadlines(10, () => called.push('first'));
    stop();
    await passed(deadlines, 10);
    expect(called).toEqual(['first']);
    // The queue was empty for a while.
    await passed(deadlines, 10);
    expect(called).toEqual(['first']);
    clearInterval(alive);
  });

  it('goes on after an act that stops another', async () => {
    const deadlines = createDeadlines();
    const alive = setInterval(() => undefined, 1000);
    const called: string[] = [];
    deadlines(10, () => {
      called.push('first');
      stopSecond();
    });
    const stopSecond = deadlines(10, () => called.push('second'));
    await passed(deadlines, 10);
    expect(called).toEqual(['first']);
    clearInterval(alive);
  });
});
