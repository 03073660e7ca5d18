import type { Log } from '../ports.ts';
import { NOTHING_CONFIRMED, type DeliveryRecord } from '../registry/cluster-records.ts';
import type { Registry } from '../registry/registry.ts';
import type { DueKey, Effective } from '../settings/effective.ts';
import { isCurrentFor, isSetFor } from '../settings/still-set.ts';
import { stateAfter } from './delivery-state.ts';
import type { Progress } from './progress.ts';
import type { Rollouts } from './rollouts.ts';

interface Due {
  readonly compare: boolean;
  readonly keys: readonly DueKey[];
}

/** How far the deliveries to each instance are, and what follows from it. */
export interface DeliveryBook {
  record(id: string): DeliveryRecord;
  /** What is to be sent now: refused ones only when someone asks for it. */
  due(id: string): Due;
  /** Its refused ones are due again, until a delivery has ended. */
  retry(id: string): void;
  isRetried(id: string): boolean;
  tried(id: string): void;
  /** All that is managed is to be read and compared. Durable when it resolves. */
  compare(id: string, reason: NonNullable<DeliveryRecord['compare']>): Promise<void>;
  /** A delivery begins; what is asked for from now on is for the next one. */
  begun(id: string): void;
  /** Notes what a delivery did to an instance that is still where it was. */
  ended(id: string, progress: Progress, isComplete: boolean): void;
  forget(id: string): void;
}

export function createDeliveryBook(
  registry: Registry,
  effective: Effective,
  rollouts: Rollouts,
  log: Log,
): DeliveryBook {
  const { deliveries, clusters: view } = registry;
  const retried = new Set<string>();
  /** Of which a compare was asked for since the running delivery began. */
  const comparedAgain = new Set<string>();
  const record = (id: string): DeliveryRecord => deliveries.get(id) ?? NOTHING_CONFIRMED;

  /** Durable when it resolves; seen at once. Losing it costs no more than delivering again. */
  async function store(id: string, after: DeliveryRecord): Promise<void> {
    const before = record(id);
    const next = rollouts.withSkipped(id, before, after);
    const stored = deliveries.putAtOnce(id, next);
    rollouts.recount(id, before, next);
    await stored;
  }

  return {
    record,
    due(id) {
      const known = record(id);
      const { compare, keys } = effective.due(id, known);
      if (known.compare === null && !retried.has(id)) {
        if (Object.keys(known.rejected).length === 0) return { compare, keys };
        return { compare, keys: keys.filter(({ key, number }) => known.rejected[key]?.number !== number) };
      }
      // Where all is compared, what was refused is among it.
      return { compare, keys: compare ? keys : [...keys, ...effective.refused(id, known)] };
    },
    retry: (id) => void retried.add(id),
    isRetried: (id) => retried.has(id),
    tried: (id) => void retried.delete(id),
    async compare(id, reason) {
      comparedAgain.add(id);
      await store(id, { ...record(id), compare: reason });
    },
    begun: (id) => void comparedAgain.delete(id),
    ended(id, progress, isComplete) {
      const before = record(id);
      const after = stateAfter(before, progress, {
        isComplete,
        isComparedAgain: comparedAgain.has(id),
        isCurrent: (key, number) => isCurrentFor(view, id, key, number),
        isSet: (key) => isSetFor(view, id, key),
      });
      store(id, after).catch((error: unknown) =>
        log.error({ instance: id, err: error }, 'how far a delivery is could not be stored; a restart delivers again'),
      );
    },
    forget(id) {
      retried.delete(id);
      comparedAgain.delete(id);
      deliveries.removeAtOnce(id).catch((error: unknown) => {
        log.warn({ instance: id, err: error }, 'the deliveries of a removed instance are forgotten at the next start');
      });
    },
  };
}
