import { z } from 'zod';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Document, DocumentStore, Log } from '../ports.ts';

/** What a key of an instance was before a cluster took it; null: there was none. `value` null: it held a secret, or what an elektrad cannot carry. */
const TakenKey = z.strictObject({
  key: z.string(),
  before: z.strictObject({ value: z.string().nullable(), meta: z.record(z.string(), z.string()) }).nullable(),
});
export type TakenKey = z.output<typeof TakenKey>;

const TakenRecord = z.strictObject({ keys: z.array(TakenKey) });

const PREFIX = 'taken/';
/** Of how many changes this is kept for one instance; the oldest go first. */
const KEPT = 200;

/** What was there before clusters took keys, by instance and the change that took them, so that it can be put back. */
export interface TakenKeys {
  /** Durable when it resolves. What is kept of a key already stays: it was there before a delivery that did not come to its end. */
  keep(instanceId: string, number: number, keys: readonly TakenKey[]): Promise<void>;
  read(instanceId: string, number: number): Promise<readonly TakenKey[]>;
  /** Forgets all of an instance. */
  forget(instanceId: string): void;
  instanceIds(): Iterable<string>;
}

export function openTakenKeys(store: DocumentStore, documents: readonly Document[], log: Log): TakenKeys {
  const numbers = new Map<string, number[]>();
  for (const { _id } of documents) {
    const [, instanceId = '', number = ''] = /^taken\/([^/]+)\/(\d+)$/.exec(_id) ?? [];
    if (instanceId !== '') numbersOf(instanceId).push(Number(number));
  }
  for (const of of numbers.values()) of.sort((a, b) => a - b);

  function numbersOf(instanceId: string): number[] {
    const known = numbers.get(instanceId) ?? [];
    numbers.set(instanceId, known);
    return known;
  }

  const idOf = (instanceId: string, number: number) => `${PREFIX}${instanceId}/${number}`;

  function remove(instanceId: string, number: number): void {
    store.remove(idOf(instanceId, number)).catch((error: unknown) => {
      log.warn(
        { instance: instanceId, change: number, err: error },
        'what a cluster has replaced could not be forgotten',
      );
    });
  }

  async function read(instanceId: string, number: number): Promise<readonly TakenKey[]> {
    const document = await store.get(idOf(instanceId, number));
    if (document === null) return [];
    const { _id, ...fields } = document;
    const parsed = TakenRecord.safeParse(fields);
    if (parsed.success) return parsed.data.keys;
    throw new StartRefused(`The record ${_id} of the registry is damaged; restore the registry from a backup.`);
  }

  return {
    read,
    async keep(instanceId, number, keys) {
      const known = await read(instanceId, number);
      const names = new Set(known.map(({ key }) => key));
      const added = keys.filter(({ key }) => !names.has(key));
      if (added.length === 0) return;
      const own = numbersOf(instanceId);
      if (!own.includes(number)) own.push(number);
      if (own.length > KEPT) remove(instanceId, Math.min(...own.splice(own.indexOf(Math.min(...own)), 1)));
      await store.put({ _id: idOf(instanceId, number), keys: [...known, ...added] });
    },
    forget(instanceId) {
      for (const number of numbers.get(instanceId) ?? []) remove(instanceId, number);
      numbers.delete(instanceId);
    },
    instanceIds: () => [...numbers.keys()],
  };
}
