import type { Clock } from '../ports.ts';

export interface FakeClock extends Clock {
  /** Lets the time pass; what becomes due is run, in order, each at its own moment. */
  advance(milliseconds: number): void;
  /** How many calls of `after` are still to come. */
  readonly waiting: number;
}

interface Alarm {
  readonly at: number;
  readonly work: () => void;
}

/** A clock that stands still until it is told otherwise. Starts at 2026-01-01 UTC. */
export function createFakeClock(start: number = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  let alarms: readonly Alarm[] = [];

  const earliest = (until: number): Alarm | undefined =>
    alarms.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];

  return {
    now: () => now,
    after(milliseconds, work) {
      const alarm = { at: now + milliseconds, work };
      alarms = [...alarms, alarm];
      return () => {
        alarms = alarms.filter((other) => other !== alarm);
      };
    },
    advance(milliseconds) {
      const until = now + milliseconds;
      for (let alarm = earliest(until); alarm; alarm = earliest(until)) {
        const due = alarm;
        alarms = alarms.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.work();
      }
      now = until;
    },
    get waiting() {
      return alarms.length;
    },
  };
}
