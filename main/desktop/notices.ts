import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import type { EventData } from '#shared/contract/events.ts';
import type { Notice } from '#shared/desktop/notice.ts';
import type { Instance } from '#shared/model/instance.ts';
import type { Clock } from '../clusterd/ports.ts';
import type { Row } from './fleet-tally.ts';

/** Which events are worth telling a person who does something else. */
export interface Notices {
  instance(instance: Instance, before: Row | undefined): void;
  removed(id: string): void;
  rollout(data: EventData<ClusterdEvents['rollout.changed']>): void;
  /** Another fleet: what was gathered is of no interest any more. */
  clear(): void;
}

/** What happens within this time is one notice. */
const GATHERED_MS = 5_000;
/** The instances are asked by turns, so a network that fails takes them away one after the other: after a notice the next one of its kind waits. */
const APART_MS = 60_000;
/** A rollout that has not got further for so long waits for instances that cannot be reached. */
const STUCK_MS = 30_000;
/** More of them are not named. */
const NAMED = 3;

export function createNotices(clock: Clock, tell: (notice: Notice) => void): Notices {
  const offline = createGathering(clock, (ids) => tell(ofInstances('offline', ids)));
  const drifted = createGathering(clock, (ids) => tell(ofInstances('drifted', ids)));
  const open = new Map<number, { stop: () => void; isTold: boolean }>();

  function stuck(data: EventData<ClusterdEvents['rollout.changed']>): void {
    const entry = open.get(data.id);
    if (entry === undefined || entry.isTold) return;
    entry.isTold = true;
    tell(ofRollout(data, 'pending'));
  }

  return {
    instance({ id, name, seen, delivery }, before) {
      if (before === undefined) return;
      if (seen.state !== 'offline') offline.remove(id);
      else if (before.state === 'online') offline.add(id, name);
      if (delivery.drifted === 0) drifted.remove(id);
      else if (before.drifted === 0) drifted.add(id, name);
    },
    removed(id) {
      offline.remove(id);
      drifted.remove(id);
    },
    rollout(data) {
      const entry = open.get(data.id);
      entry?.stop();
      if (data.endedAt === null) {
        const stop = clock.after(STUCK_MS, () => stuck(data));
        open.set(data.id, { stop, isTold: entry?.isTold ?? false });
        return;
      }
      open.delete(data.id);
      const isRejected = data.counts.rejected + data.counts.unknown > 0;
      // One that was done at once has answered whoever made it.
      if (isRejected || entry !== undefined) tell(ofRollout(data, isRejected ? 'rejected' : 'complete'));
    },
    clear() {
      offline.clear();
      drifted.clear();
      for (const { stop } of open.values()) stop();
      open.clear();
    },
  };
}

function ofRollout(
  { id, counts }: EventData<ClusterdEvents['rollout.changed']>,
  outcome: 'complete' | 'rejected' | 'pending',
): Notice {
  const { applied, rejected, unknown, pending } = counts;
  return {
    kind: 'rollout',
    outcome,
    applied,
    open: outcome === 'pending' ? pending : rejected + unknown,
    address: `/rollouts/${id}`,
  };
}

function ofInstances(kind: 'offline' | 'drifted', names: ReadonlyMap<string, string>): Notice {
  const [first] = names.keys();
  const address = names.size === 1 && first !== undefined ? `/instances/${first}` : '/';
  return { kind, names: [...names.values()].slice(0, NAMED), count: names.size, address };
}

interface Gathering {
  add(id: string, name: string): void;
  remove(id: string): void;
  clear(): void;
}

function createGathering(clock: Clock, done: (names: ReadonlyMap<string, string>) => void): Gathering {
  let names = new Map<string, string>();
  let stop: (() => void) | null = null;
  let notBefore = 0;

  function end(): void {
    stop = null;
    if (names.size === 0) return;
    const gathered = names;
    names = new Map();
    notBefore = clock.now() + APART_MS;
    done(gathered);
  }

  return {
    add(id, name) {
      names.set(id, name);
      stop ??= clock.after(Math.max(GATHERED_MS, notBefore - clock.now()), end);
    },
    remove: (id) => void names.delete(id),
    clear() {
      stop?.();
      stop = null;
      names.clear();
      notBefore = 0;
    },
  };
}
