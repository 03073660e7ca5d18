import type { Clock } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';

/** Every member of a cluster is compared once in this time. */
const ROUND_MS = 30 * 60 * 1000;
/** The longest time between two looks at whose turn it is. */
const SLOT_MS = 60 * 1000;
/** How many are compared at once; hosts that hang occupy at most these. */
const AT_ONCE = 16;

export interface Rounds {
  /** Compares this one again after so many milliseconds, at the next look. */
  again(instanceId: string, milliseconds: number): void;
  /** Begins no more; resolves when those that run have ended. */
  stop(): Promise<void>;
}

/**
 * Asks for one member after another to be compared, spread evenly over the round by a single timer. The first round begins with the program, so that
 * after a restart everything is known again half an hour later, without a crowd at the start.
 */
export function startRounds(
  { instances }: Pick<Registry, 'instances'>,
  clock: Clock,
  check: (instanceId: string) => Promise<void>,
): Rounds {
  const members = new Set<string>();
  const soon = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let round: readonly string[] = [];
  let slot = 0;
  let isStopped = false;

  instances.watch((before, after) => {
    if (after !== undefined && after.clusterId !== null) members.add(after.id);
    else if (before !== undefined) {
      members.delete(before.id);
      soon.delete(before.id);
    }
  });
  let cancelTimer = clock.after(ROUND_MS / slotsFor(members.size), step);

  function step(): void {
    if (slot >= slotsFor(round.length)) {
      slot = 0;
      round = [];
    }
    if (slot === 0) round = [...members];
    const next = round[slot];
    slot += 1;
    cancelTimer = clock.after(ROUND_MS / slotsFor(round.length), step);
    for (const [id, at] of soon) {
      if (at > clock.now()) continue;
      soon.delete(id);
      start(id);
    }
    if (next !== undefined && members.has(next)) start(next);
  }

  function start(instanceId: string): void {
    if (isStopped || running.size >= AT_ONCE) return;
    const run = check(instanceId).finally(() => running.delete(run));
    running.add(run);
  }

  return {
    again(instanceId, milliseconds) {
      soon.set(instanceId, clock.now() + milliseconds);
    },
    async stop() {
      isStopped = true;
      cancelTimer();
      await Promise.all(running);
    },
  };
}

/** Into how many pieces of time a round of so many members is cut. */
function slotsFor(members: number): number {
  return Math.max(members, ROUND_MS / SLOT_MS);
}
