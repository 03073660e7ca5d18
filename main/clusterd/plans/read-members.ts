import { type ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { Fleet } from '../instances/fleet.ts';
import type { Clock, Elektrad, KeyReading } from '../ports.ts';
import { sideBySide, type MemberWork } from './side-by-side.ts';
import { withinTime } from './within-time.ts';

/** How many keys are asked for in one go. */
const BATCH = 200;
/** Milliseconds in which an instance has to answer for that many keys. */
const BATCH_MS = 5_000;

/** What is to be read of one instance. */
export interface Wanted {
  readonly instanceId: string;
  readonly keys: readonly string[];
  /** Keys that are only looked for. */
  readonly shadows: readonly string[];
}

/** In the order of the keys that were wanted, and the names of the shadows that are there; or why it could not be read. */
export type MemberReading =
  | { readonly ok: true; readonly keys: readonly KeyReading[]; readonly shadows: readonly string[] }
  | { readonly ok: false; readonly error: ElektraError | null };

export interface MemberReader {
  /** Reads one instance. An `error` of null: it was seen offline and not asked. @throws CancelledError */
  one(wanted: Wanted, signal: AbortSignal): Promise<MemberReading>;
  /**
   * Reads many, side by side within limits, and hands over each as soon as it is read, so that no more than a few are in memory. Hosts that hang take
   * a time limit each. @throws CancelledError, and whatever `each` throws
   */
  all<W extends Wanted>(
    wanted: readonly W[],
    each: (wanted: W, reading: MemberReading) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

export function createMemberReader(fleet: Pick<Fleet, 'reach' | 'instance'>, clock: Clock): MemberReader {
  async function one({ instanceId, keys, shadows }: Wanted, signal: AbortSignal): Promise<MemberReading> {
    // Nothing is asked, so nothing is seen of whether it is there.
    if (keys.length + shadows.length === 0) return { ok: true, keys: [], shadows: [] };
    try {
      const { host } = fleet.instance(instanceId);
      return await fleet.reach(instanceId, async (elektrad) => {
        const limits = { clock, host, signal };
        const within = <T>(work: (signal: AbortSignal) => Promise<T>) => withinTime(limits, BATCH_MS, work);
        const readings: KeyReading[] = [];
        for (const batch of batches(keys)) {
          readings.push(...(await within((limited) => elektrad.readMany(batch, limited))));
        }
        return { ok: true, keys: readings, shadows: await found(elektrad, shadows, within) };
      });
    } catch (error) {
      if (isElektraError(error)) return { ok: false, error };
      throw error;
    }
  }

  return {
    one,
    async all(wanted, each, signal) {
      const byId = new Map(wanted.map((member) => [member.instanceId, member]));
      const read: MemberWork = async (id, isSkipped, until) => {
        const member = byId.get(id);
        if (member !== undefined) await each(member, isSkipped ? { ok: false, error: null } : await one(member, until));
      };
      await sideBySide([...byId.keys()], read, { fleet, clock }, signal);
    },
  };
}

function* batches(keys: readonly string[]): Iterable<readonly string[]> {
  for (let start = 0; start < keys.length; start += BATCH) yield keys.slice(start, start + BATCH);
}

/** More than these are not looked for one by one: the names of their namespaces cost less. */
const LISTED_FROM = 40;

async function found(
  elektrad: Elektrad,
  names: readonly string[],
  within: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>,
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  if (names.length < LISTED_FROM) {
    return (await within((signal) => elektrad.readFound(names, signal))).map(({ name }) => name);
  }
  const roots = new Set(names.map((name) => name.slice(0, name.indexOf('/') + 1)));
  const there = new Set<string>();
  for (const root of roots) {
    const listed = await within((signal) => elektrad.read(root, 0, signal));
    listed.names.forEach((name) => there.add(name));
  }
  return names.filter((name) => there.has(name));
}
