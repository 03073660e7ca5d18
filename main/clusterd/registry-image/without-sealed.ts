import type { Document } from '../ports.ts';

/** A registry without the sealed values that the key at hand does not open. */
export interface WithoutSealed {
  readonly documents: readonly Document[];
  /** Settings that lost their value and keep their metadata. */
  readonly lost: readonly { readonly clusterId: string; readonly key: string }[];
}

type Value = Readonly<Record<string, unknown>>;

/** Whether any value lies there sealed. */
export function hasSealed(documents: readonly Document[]): boolean {
  return documents.some((document) => /"secret":"sealed"/.test(JSON.stringify(document)));
}

/** What becomes of a sealed text under the key that there is now; null: it cannot be opened any more. */
export type Reseal = (sealed: string) => string | null;

/**
 * Takes out what cannot be opened, so that the rest can be used: a setting sets its metadata alone then, and the instances keep the value that they have.
 * A change keeps the key, and says that its value is not kept.
 */
export function withoutSealed(documents: readonly Document[], reseal: Reseal): WithoutSealed {
  const lost: { readonly clusterId: string; readonly key: string }[] = [];
  const isSealed = (of: Value) => of['secret'] === 'sealed';
  /** With its value under the key of now; null: it is lost. */
  const again = <T extends Value>(of: T): T | null => {
    const value = typeof of['value'] === 'string' ? reseal(of['value']) : null;
    return value === null ? null : { ...of, value };
  };
  const dropped = (of: unknown): unknown => {
    if (Array.isArray(of)) return of.map(dropped);
    if (typeof of !== 'object' || of === null) return of;
    if (isSealed(of as Value)) return again(of as Value) ?? { ...of, value: null, secret: 'dropped' };
    // What people write into metadata may look like anything.
    return Object.fromEntries(
      Object.entries(of).map(([name, field]) => [name, name === 'meta' ? field : dropped(field)]),
    );
  };
  const kept = documents.map((document) => {
    if (document._id.startsWith('setting/')) {
      if (!isSealed(document)) return document;
      const opened = again(document);
      if (opened !== null) return opened;
      const { secret: _sealed, ...setting } = document;
      lost.push({ clusterId: String(document['clusterId']), key: String(document['key']) });
      return { ...setting, _id: document._id, value: null };
    }
    if (document._id.startsWith('delivery/')) {
      const readBack = Object.entries((document['readBack'] ?? {}) as Readonly<Record<string, Value>>);
      const kept = readBack.map(([key, of]) => [key, isSealed(of) ? again(of) : of] as const);
      return { ...document, readBack: Object.fromEntries(kept.filter(([, of]) => of !== null)) };
    }
    return document._id.startsWith('change/') ? (dropped(document) as Document) : document;
  });
  return { documents: kept, lost };
}
