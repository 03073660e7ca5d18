import type { Clock } from '../ports.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';

/** Whose credentials were refused, and when the watch may try them again. A person may do so at any time. */
export interface Refusals {
  mayTry(id: string): boolean;
  /** The watch has tried, and they are refused still. */
  refusedAgain(id: string): void;
}

/** Ten tries in a quarter of an hour are what many directories lock an account for. */
const FIRST_WAIT_MS = 10 * 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;

interface Refusal {
  readonly waitMs: number;
  readonly until: number;
}

/**
 * Kept from the registry, so that neither who noticed it nor a restart makes a difference: clusterd tries credentials that are known to be refused
 * only after a while, and twice as long after each time, until they are taken or the instance is reached in another way.
 */
export function createRefusals({ instances }: Pick<Registry, 'instances'>, clock: Pick<Clock, 'now'>): Refusals {
  const refusals = new Map<string, Refusal>();
  const wait = (id: string, waitMs: number) => void refusals.set(id, { waitMs, until: clock.now() + waitMs });

  instances.watch((before, after) => {
    if (after !== undefined && isRefused(after)) {
      if (!refusals.has(after.id) || before === undefined || !isReachedAlike(before, after))
        wait(after.id, FIRST_WAIT_MS);
      return;
    }
    const id = (after ?? before)?.id;
    if (id !== undefined) refusals.delete(id);
  });

  return {
    mayTry: (id) => (refusals.get(id)?.until ?? 0) <= clock.now(),
    refusedAgain(id) {
      const known = refusals.get(id);
      if (known !== undefined) wait(id, Math.min(known.waitMs * 2, LONGEST_WAIT_MS));
    },
  };
}

function isRefused({ seen }: InstanceRecord): boolean {
  return seen.lastError?.code === 'INSTANCE_CREDENTIALS';
}

function isReachedAlike(a: InstanceRecord, b: InstanceRecord): boolean {
  return a.canonicalHost === b.canonicalHost && a.credentialsId === b.credentialsId;
}
