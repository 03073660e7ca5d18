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

const PREFIX = 'taken/';
/** Of how many changes this is kept for one instance, about; the oldest go first. */
const KEPT = 200;

/** What was there before clusters took keys, by instance and the change that took them, so that it can be put back. */
export interface TakenKeys {
  /**
   * In one record, whatever the number of changes. Durable when it resolves. What is kept of a key already stays: it was there before a delivery that did
   * not come to its end.
   */
  keep(instanceId: string, keys: readonly (TakenKey & { readonly number: number })[]): Promise<void>;
  read(instanceId: string, number: number): Promise<readonly TakenKey[]>;
  /** Forgets all of an instance. */
  forget(instanceId: string): void;
  instanceIds(): Iterable<string>;
}

/** A record, under the newest of its changes. */
interface Kept {
  readonly at: number;
  readonly numbers: Set<number>;
}

export function openTakenKeys(store: DocumentStore, documents: readonly Document[], log: Log): TakenKeys {
  /** By instance; the oldest first. */
  const kept = new Map<string, Kept[]>();
  for (const document of documents) {
    const [, instanceId = '', text = ''] = /^taken\/([^/]+)\/(\d+)$/.exec(document._id) ?? [];
    const at = Number(text);
    if (instanceId !== '')
      keptOf(instanceId).push({ at, numbers: new Set(read(document, at).map(({ number }) => number)) });
  }
  for (const of of kept.values()) of.sort((a, b) => a.at - b.at);

  function keptOf(instanceId: string): Kept[] {
    const known = kept.get(instanceId) ?? [];
    kept.set(instanceId, known);
    return known;
  }

  const idOf = (instanceId: string, at: number) => `${PREFIX}${instanceId}/${at}`;

  function remove(instanceId: string, { at }: Kept): void {
    store.remove(idOf(instanceId, at)).catch((error: unknown) => {
      log.warn({ instance: instanceId, change: at, err: error }, 'what a cluster has replaced could not be forgotten');
    });
  }

  function read({ _id, ...fields }: Document, at: number): readonly (TakenKey & { readonly number: number })[] {
    const parsed = TakenRecord.safeParse(fields);
    if (parsed.success) return parsed.data.keys.map((key) => ({ ...key, number: key.number ?? at }));
    throw new StartRefused(`The record ${_id} of the registry is damaged; restore the registry from a backup.`);
  }

  async function readAt(instanceId: string, at: number): Promise<ReturnType<typeof read>> {
    const document = await store.get(idOf(instanceId, at));
    return document === null ? [] : read(document, at);
  }

  function prune(instanceId: string, own: Kept[]): void {
    let count = own.reduce((sum, { numbers }) => sum + numbers.size, 0);
    for (let oldest = own[0]; oldest !== undefined && count - oldest.numbers.size >= KEPT; oldest = own[0]) {
      count -= oldest.numbers.size;
      own.shift();
      remove(instanceId, oldest);
    }
  }

  return {
    async read(instanceId, number) {
      const holding = (kept.get(instanceId) ?? []).filter(({ numbers }) => numbers.has(number));
      const found = await Promise.all(holding.map(({ at }) => readAt(instanceId, at)));
      const own = found.flat().filter((key) => key.number === number);
      return own.map(({ key, before }) => ({ key, before }));
    },
    async keep(instanceId, keys) {
      const at = Math.max(...keys.map(({ number }) => number));
      const holding = keptOf(instanceId).filter(
        (each) => each.at === at || keys.some(({ number }) => each.numbers.has(number)),
      );
      // Most have nothing of these changes yet, and nothing is read.
      const found = await Promise.all(
        holding.map(async (each) => ({ each, known: await readAt(instanceId, each.at) })),
      );
      const names = new Set(found.flatMap(({ known }) => known).map(nameOf));
      const added = keys.filter((key) => !names.has(nameOf(key)));
      if (added.length === 0) return;
      const before = found.find(({ each }) => each.at === at)?.known ?? [];
      const own = keptOf(instanceId);
      const record = own.find((each) => each.at === at) ?? { at, numbers: new Set<number>() };
      for (const { number } of added) record.numbers.add(number);
      if (!own.includes(record)) own.push(record);
      own.sort((a, b) => a.at - b.at);
      prune(instanceId, own);
      await store.put({ _id: idOf(instanceId, at), keys: [...before, ...added] });
    },
    forget(instanceId) {
      for (const each of kept.get(instanceId) ?? []) remove(instanceId, each);
      kept.delete(instanceId);
    },
    instanceIds: () => [...kept.keys()],
  };
}

function nameOf({ number, key }: { readonly number: number; readonly key: string }): string {
  return `${number} ${key}`;
}
