import type { Document } from '../ports.ts';
import type { Seal } from '../ports/sealing.ts';

/** A registry without the sealed values that the key at hand does not open. */
export interface WithoutSealed {
  readonly documents: readonly Document[];
  /** Settings that lost their value and keep their metadata. */
  readonly lost: readonly { readonly clusterId: string; readonly key: string }[];
}

interface Value {
  readonly value?: string | null;
  readonly secret?: string;
}

/** Whether any value lies there sealed. */
export function hasSealed(documents: readonly Document[]): boolean {
  return documents.some((document) => /"secret":"sealed"/.test(JSON.stringify(document)));
}

/**
 * Takes out what cannot be opened, so that the rest can be used: a setting sets its metadata alone then, and the instances keep the value that they have.
 * A change keeps the key, and says that its value is not kept.
 */
export function withoutSealed(documents: readonly Document[], seal: Pick<Seal, 'unseal'> | null): WithoutSealed {
  const lost: { readonly clusterId: string; readonly key: string }[] = [];
  const isLost = (of: object): boolean => isLostValue(of);
  const isLostValue = (of: Value) =>
    of.secret === 'sealed' && (typeof of.value !== 'string' || (seal?.unseal(of.value) ?? null) === null);
  const dropped = (of: unknown): unknown => {
    if (Array.isArray(of)) return of.map(dropped);
    if (typeof of !== 'object' || of === null) return of;
    if (isLost(of)) return { ...of, value: null, secret: 'dropped' };
    // What people write into metadata may look like anything.
    return Object.fromEntries(
      Object.entries(of).map(([name, field]) => [name, name === 'meta' ? field : dropped(field)]),
    );
  };
  const kept = documents.map((document) => {
    if (document._id.startsWith('setting/')) {
      if (!isLost(document)) return document;
      const { secret: _sealed, ...setting } = document;
      lost.push({ clusterId: String(document['clusterId']), key: String(document['key']) });
      return { ...setting, _id: document._id, value: null };
    }
    if (document._id.startsWith('delivery/')) {
      const readBack = Object.entries((document['readBack'] ?? {}) as Readonly<Record<string, Value>>);
      return { ...document, readBack: Object.fromEntries(readBack.filter(([, of]) => !isLost(of))) };
    }
    return document._id.startsWith('change/') ? (dropped(document) as Document) : document;
  });
  return { documents: kept, lost };
}
