import { setImmediate } from 'node:timers/promises';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** Under this clock a rest is due whenever somebody looks; `rested` is told of each before it ends. */
export function createRestlessClock(rested: () => void): FakeClock {
  const clock = createFakeClock();
  let looks = 0;
  return {
    ...clock,
    now: () => clock.now() + 10 * (looks += 1),
    after(milliseconds, work) {
      if (milliseconds > 0) return clock.after(milliseconds, work);
      let isStopped = false;
      void setImmediate().then(() => {
        rested();
        if (!isStopped) work();
      });
      return () => void (isStopped = true);
    },
  };
}
