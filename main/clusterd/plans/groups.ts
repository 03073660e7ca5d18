import type { PlanGroup, PlannedChange } from '#shared/clusterd/plans.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Digest } from '../ports.ts';

/** Instances put together by what would change on them: what changes is kept once for each group. */
export interface Groups {
  /** @throws ElektraError TOO_LARGE when the groups together hold more than an answer can */
  add(instanceId: string, changes: readonly PlannedChange[]): void;
  /** The largest first, then by the first id; instances by id. */
  all(): PlanGroup[];
}

/** Characters of values and names that a plan may hold. */
const LIMIT = 16 * 1024 * 1024;

export function createGroups(digest: Digest, limit = LIMIT): Groups {
  const groups = new Map<string, { readonly instances: InstanceId[]; readonly changes: PlannedChange[] }>();
  let size = 0;
  return {
    add(instanceId, changes) {
      if (changes.length === 0) return;
      const text = JSON.stringify(changes);
      const name = digest.keyed(text);
      const known = groups.get(name);
      if (known !== undefined) {
        known.instances.push(instanceId as InstanceId);
        return;
      }
      size += text.length;
      if (size > limit) throw tooLarge(limit);
      groups.set(name, { instances: [instanceId as InstanceId], changes: [...changes] });
    },
    all() {
      for (const { instances } of groups.values()) instances.sort();
      return [...groups.values()].sort(
        (a, b) => b.instances.length - a.instances.length || (String(a.instances[0]) < String(b.instances[0]) ? -1 : 1),
      );
    },
  };
}

function tooLarge(limit: number): ElektraError {
  return new ElektraError(
    'TOO_LARGE',
    'What would change is too much to be shown at once: the instances hold too many different things. Plan fewer keys or instances at a time.',
    { data: { limit } },
  );
}
