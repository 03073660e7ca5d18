/** When enforcing has to stop, because something else on the host changes a key back again and again. Kept in memory. */
export interface Brake {
  /** Whether the key, found changed once more, is to be written again. `number`: of the setting; another setting begins anew. */
  mayRewrite(instanceId: string, key: string, number: number): boolean;
  wrote(instanceId: string, key: string, number: number): void;
  /** Keys that are no longer written, with the number of their setting. */
  givenUp(instanceId: string): ReadonlyMap<string, number>;
  /** Begins anew; without `keys` for all of the instance. */
  release(instanceId: string, keys?: readonly string[]): void;
}

/** So many times within an hour, and then no more. */
const REWRITES = 3;
const HOUR_MS = 60 * 60 * 1000;

interface Fight {
  readonly number: number;
  /** When it was written, the last ones. */
  readonly times: readonly number[];
  readonly isGivenUp: boolean;
}

export function createBrake(clock: { now(): number }): Brake {
  const instances = new Map<string, Map<string, Fight>>();

  function fightOf(instanceId: string, key: string, number: number): Fight {
    const known = instances.get(instanceId)?.get(key);
    return known?.number === number ? known : { number, times: [], isGivenUp: false };
  }

  function note(instanceId: string, key: string, fight: Fight): void {
    const fights = instances.get(instanceId) ?? new Map<string, Fight>();
    instances.set(instanceId, fights.set(key, fight));
    for (const [name, { times, isGivenUp }] of fights) {
      if (!isGivenUp && clock.now() - (times.at(-1) ?? 0) > HOUR_MS) fights.delete(name);
    }
  }

  return {
    mayRewrite(instanceId, key, number) {
      const fight = fightOf(instanceId, key, number);
      if (fight.isGivenUp) return false;
      const { times } = fight;
      const [first = 0, last = 0] = [times.at(-REWRITES), times.at(-1)];
      const isFoughtBack = times.length >= REWRITES && last - first <= HOUR_MS && clock.now() - last <= HOUR_MS;
      if (isFoughtBack) note(instanceId, key, { ...fight, isGivenUp: true });
      return !isFoughtBack;
    },
    wrote(instanceId, key, number) {
      const fight = fightOf(instanceId, key, number);
      note(instanceId, key, { ...fight, times: [...fight.times, clock.now()].slice(-REWRITES) });
    },
    givenUp(instanceId) {
      const fights = [...(instances.get(instanceId) ?? [])].filter(([, { isGivenUp }]) => isGivenUp);
      return new Map(fights.map(([key, { number }]) => [key, number]));
    },
    release(instanceId, keys) {
      if (keys === undefined) instances.delete(instanceId);
      else for (const key of keys) instances.get(instanceId)?.delete(key);
    },
  };
}
