import * as z from 'zod';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Document, DocumentStore, Log } from '../ports.ts';

/** What a key of an instance was before a cluster took it; null: there was none. `value` null: it held a secret, or what an elektrad cannot carry. */
const TakenKey = z.strictObject({
  key: z.string(),
  before: z.strictObject({ value: z.string().nullable(), meta: z.record(z.string(), z.string()) }).nullable(),
});
export type TakenKey = z.output<typeof TakenKey>;

/** `number`: the change that took it; missing: that of the record. */
const TakenRecord = z.strictObject({ keys: z.array(TakenKey.extend({ number: z.int().optional() })) });

/** The instance, the change, and which of its documents. */
const TAKEN_ID = /^taken\/([^/]+)\/(\d+)(?:\/(\d+))?$/;
/** Of how many changes this is kept for one instance, about; the oldest go first. */
const KEPT = 200;

/** What was there before clusters took keys, by instance and the change that took them, so that it can be put back. */
export interface TakenKeys {
  /**
   * For one delivery to an instance. What is kept of a key already stays: it was there before a delivery that did not come to its end. Durable when it
   * resolves.
   */
  keeper(instanceId: string): (keys: readonly NumberedKey[]) => Promise<void>;
  read(instanceId: string, number: number): Promise<readonly TakenKey[]>;
  /** Forgets all of an instance. */
  forget(instanceId: string): void;
  instanceIds(): Iterable<string>;
}

/** With the change that took it. */
type NumberedKey = TakenKey & { readonly number: number };

/** What deliveries kept under the newest of their changes. */
interface Kept {
  readonly at: number;
  readonly numbers: Set<number>;
  /** Of its documents: one for each time that keys were kept, so that none is written again. */
  readonly ids: string[];
}

export function openTakenKeys(store: DocumentStore, documents: readonly Document[], log: Log): TakenKeys {
  /** By instance; the oldest first. */
  const kept = new Map<string, Kept[]>();
  for (const document of documents) {
    const [, instanceId = '', text = ''] = TAKEN_ID.exec(document._id) ?? [];
    if (instanceId === '') continue;
    const record = recordAt(instanceId, Number(text));
    record.ids.push(document._id);
    for (const { number } of keysOf(document, record.at)) record.numbers.add(number);
  }

  function keptOf(instanceId: string): Kept[] {
    const known = kept.get(instanceId) ?? [];
    kept.set(instanceId, known);
    return known;
  }

  function recordAt(instanceId: string, at: number): Kept {
    const own = keptOf(instanceId);
    const known = own.find((each) => each.at === at);
    if (known !== undefined) return known;
    const record = { at, numbers: new Set<number>(), ids: [] };
    own.push(record);
    own.sort((a, b) => a.at - b.at);
    return record;
  }

  function remove(instanceId: string, { at, ids }: Kept): void {
    for (const id of ids) {
      store.remove(id).catch((error: unknown) => {
        log.warn(
          { instance: instanceId, change: at, err: error },
          'what a cluster has replaced could not be forgotten',
        );
      });
    }
  }

  async function readAll({ at, ids }: Kept): Promise<readonly NumberedKey[]> {
    const found = await Promise.all(ids.map((id) => store.get(id)));
    return found.flatMap((document) => (document === null ? [] : keysOf(document, at)));
  }

  function prune(instanceId: string): void {
    const own = keptOf(instanceId);
    /** Not more than these; of one change there may be keys in several records. */
    const most = (records: readonly Kept[]) => records.reduce((sum, { numbers }) => sum + numbers.size, 0);
    for (let [oldest, ...rest] = own; oldest !== undefined; [oldest, ...rest] = own) {
      if (most(rest) < KEPT || new Set(rest.flatMap(({ numbers }) => [...numbers])).size < KEPT) return;
      own.shift();
      remove(instanceId, oldest);
    }
  }

  return {
    async read(instanceId, number) {
      const holding = (kept.get(instanceId) ?? []).filter(({ numbers }) => numbers.has(number));
      const found = await Promise.all(holding.map(readAll));
      const own = found.flat().filter((key) => key.number === number);
      return own.map(({ key, before }) => ({ key, before }));
    },
    keeper(instanceId) {
      /** Whose keys are among the names. */
      const looked = new Set<Kept>();
      const names = new Set<string>();
      return async (keys) => {
        const isNew = (each: Kept) => !looked.has(each) && keys.some(({ number }) => each.numbers.has(number));
        // Most have nothing of these changes yet, and nothing is read.
        for (const each of keptOf(instanceId).filter(isNew)) {
          for (const key of await readAll(each)) names.add(nameOf(key));
          looked.add(each);
        }
        const added = keys.filter((key) => !names.has(nameOf(key)));
        if (added.length === 0) return;
        const record = recordAt(instanceId, Math.max(...added.map(({ number }) => number)));
        const id = nextId(instanceId, record);
        looked.add(record);
        record.ids.push(id);
        for (const { number } of added) record.numbers.add(number);
        prune(instanceId);
        await store.put({ _id: id, keys: added });
        for (const key of added) names.add(nameOf(key));
      };
    },
    forget(instanceId) {
      for (const each of kept.get(instanceId) ?? []) remove(instanceId, each);
      kept.delete(instanceId);
    },
    instanceIds: () => [...kept.keys()],
  };
}

/** The first has the id of the record alone. */
function nextId(instanceId: string, { at, ids }: Kept): string {
  const parts = ids.map((id) => Number(TAKEN_ID.exec(id)?.[3] ?? 0));
  const first = `taken/${instanceId}/${at}`;
  return parts.length === 0 ? first : `${first}/${Math.max(...parts) + 1}`;
}

function keysOf({ _id, ...fields }: Document, at: number): readonly NumberedKey[] {
  const parsed = TakenRecord.safeParse(fields);
  if (parsed.success) return parsed.data.keys.map((key) => ({ ...key, number: key.number ?? at }));
  throw new StartRefused(`The record ${_id} of the registry is damaged; restore the registry from a backup.`);
}

function nameOf({ number, key }: { readonly number: number; readonly key: string }): string {
  return `${number} ${key}`;
}
