import type { Clock } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';

/** How long a marker that was read counts: whoever has taken an instance over is seen by the former owner after this time at the latest. */
const COUNTS_MS = 60_000;
/** For so long it is not read along with other keys either, where each key is a request. */
const RECENT_MS = 5_000;

/** When the markers were read. Kept in memory alone: after a restart all are read again before anything is written. */
export interface Checks {
  /** Read since the instance was last away, and not long ago. */
  isFresh(id: string): boolean;
  /** Read a moment ago. */
  isRecent(id: string): boolean;
  /**
   * Begins a check: what was read before counts no more, whatever becomes of this one. Call the function returned when what the marker says is stored; it
   * notes nothing if the instance was away meanwhile.
   */
  begin(id: string): () => void;
  /** Whether writing a marker was tried in vain since the instance was last away. */
  wasTried(id: string): boolean;
  triedInVain(id: string): void;
}

export function createChecks({ instances }: Pick<Registry, 'instances'>, clock: Pick<Clock, 'now'>): Checks {
  const read = new Map<string, number>();
  const tried = new Set<string>();
  const absences = new Map<string, number>();

  instances.watch((before, after) => {
    if (before === undefined) return;
    const { id } = before;
    if (after === undefined) {
      absences.delete(id);
    } else {
      const isThere = after.seen.state === 'online' && after.canonicalHost === before.canonicalHost;
      if (isThere) return;
      absences.set(id, (absences.get(id) ?? 0) + 1);
    }
    read.delete(id);
    tried.delete(id);
  });

  const isYounger = (id: string, milliseconds: number): boolean => {
    const at = read.get(id);
    return at !== undefined && clock.now() - at < milliseconds;
  };

  return {
    isFresh: (id) => isYounger(id, COUNTS_MS),
    isRecent: (id) => isYounger(id, RECENT_MS),
    begin(id) {
      const [absence, at] = [absences.get(id), clock.now()];
      read.delete(id);
      return () => {
        if (absences.get(id) === absence) read.set(id, at);
      };
    },
    wasTried: (id) => tried.has(id),
    triedInVain(id) {
      tried.add(id);
    },
  };
}
