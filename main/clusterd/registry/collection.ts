import type * as z from 'zod';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Document, DocumentStore } from '../ports.ts';

/**
 * All records of one kind: read from memory, written to the store first. A record in memory is never changed in place, so a caller may keep one.
 * Writes belong inside a turn of the registry, together with the checks that guard them.
 */
export interface Collection<T> {
  get(id: string): T | undefined;
  readonly all: ReadonlyMap<string, T>;
  /** Resolves when the record is durable; only then is it seen by readers. */
  put(id: string, record: T): Promise<void>;
  remove(id: string): Promise<void>;
  /** Seen by readers at once, for what a stored change record promises already. Resolves when it is durable. */
  putAtOnce(id: string, record: T): Promise<void>;
  /** The same for a removal; also of what is in the store alone. */
  removeAtOnce(id: string): Promise<void>;
  /** Stores what is in memory: the record, whose form in the store may be another one now, or that there is none. */
  storeAgain(id: string): Promise<void>;
  /** Replaces a record in memory alone, for what need not survive a restart, or is stored again later. */
  refresh(id: string, record: T): void;
  /** Removes it from memory alone. */
  forget(id: string): void;
  /** Is told of every record that appears, changes (`before` and `after`) or goes; at once of those that are there. */
  watch(listener: (before: T | undefined, after: T | undefined) => void): void;
}

/** How a record lies in the store, where that is not how it is in memory. */
export interface StoredForm<T> {
  stored(record: T): object;
  /** Of what was stored, before it is checked. @throws StartRefused */
  opened(fields: unknown): unknown;
}

export function openCollection<T extends object>(
  kind: string,
  schema: z.ZodType<T>,
  store: DocumentStore,
  documents: readonly Document[],
  form: StoredForm<T> = { stored: (record) => record, opened: (fields) => fields },
): Collection<T> {
  const prefix = `${kind}/`;
  const records = new Map<string, T>();
  const listeners: ((before: T | undefined, after: T | undefined) => void)[] = [];

  for (const { _id, ...fields } of documents) {
    if (_id.startsWith(prefix)) records.set(_id.slice(prefix.length), checked(_id, fields));
  }

  function checked(id: string, fields: unknown): T {
    const parsed = schema.safeParse(form.opened(fields));
    if (parsed.success) return parsed.data;
    throw new StartRefused(
      `The record ${id} of the registry is damaged (${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}). Nothing was changed; restore the registry from a backup.`,
    );
  }

  function tell(before: T | undefined, after: T | undefined): void {
    for (const listener of listeners) listener(before, after);
  }

  function replace(id: string, record: T): void {
    const before = records.get(id);
    records.set(id, record);
    tell(before, record);
  }

  function forget(id: string): void {
    const before = records.get(id);
    records.delete(id);
    if (before !== undefined) tell(before, undefined);
  }

  const put = (id: string, record: T) => store.put({ _id: prefix + id, ...form.stored(record) });

  return {
    all: records,
    get: (id) => records.get(id),
    async put(id, record) {
      await put(id, record);
      replace(id, record);
    },
    putAtOnce(id, record) {
      replace(id, record);
      return put(id, record);
    },
    async storeAgain(id) {
      const record = records.get(id);
      await (record === undefined ? store.remove(prefix + id) : put(id, record));
    },
    removeAtOnce(id) {
      forget(id);
      return store.remove(prefix + id);
    },
    refresh: replace,
    forget,
    async remove(id) {
      const before = records.get(id);
      if (before === undefined) return;
      await store.remove(prefix + id);
      forget(id);
    },
    watch(listener) {
      listeners.push(listener);
      for (const record of records.values()) listener(undefined, record);
    },
  };
}
