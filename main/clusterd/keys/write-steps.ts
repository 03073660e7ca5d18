import type { KeyContent, KeyReading } from '../ports.ts';

/** One write to a key. */
export type WriteStep =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'meta'; readonly metakey: string; readonly value: string | null };

const NONE: ReadonlySet<string> = new Set();

/**
 * What has to be written so that a key is as it is to be, in an order in which no step is refused by a check that is about to change: what the old
 * checks say goes first, then the value is written, then the new metadata. Metakeys in `fixed` are never taken off: they cannot be, because they
 * only mirror `spec:`. None when all is as it is to be.
 */
export function writeSteps(
  before: KeyReading,
  { value, meta }: KeyContent,
  fixed: ReadonlySet<string> = NONE,
): readonly WriteStep[] {
  const old = new Map(Object.entries(before.exists ? before.meta : {}));
  const next = new Map(Object.entries(meta));
  const newValue = !before.exists || before.value !== value ? value : null;
  const changed = [...new Set([...old.keys(), ...next.keys()])].filter(
    (metakey) => old.get(metakey) !== next.get(metakey) && (next.has(metakey) || !fixed.has(metakey)),
  );
  const touched = new Set(changed.map(familyOf).filter((family) => family !== null));

  /** Written over: the only metakey of its check, and the value stays. */
  function isReplaced(metakey: string): boolean {
    const family = familyOf(metakey);
    const isAlone = (of: ReadonlyMap<string, string>) =>
      of.has(metakey) && ![...of.keys()].some((other) => other !== metakey && familyOf(other) === family);
    return newValue === null && isAlone(old) && isAlone(next);
  }

  const off = [...old.keys()]
    .filter((metakey) => touched.has(familyOf(metakey) ?? '') && !fixed.has(metakey) && !isReplaced(metakey))
    .sort(headsFirst);
  const gone = new Set(off);
  const removed = changed.filter((metakey) => !next.has(metakey) && !gone.has(metakey));
  const set = [...next.keys()]
    .filter((metakey) => gone.has(metakey) || old.get(metakey) !== next.get(metakey))
    .sort((a, b) => headsFirst(b, a));
  const toMeta = (metakey: string, text: string | null): WriteStep => ({ kind: 'meta', metakey, value: text });
  return [
    ...[...off, ...removed].map((metakey) => toMeta(metakey, null)),
    ...(newValue === null ? [] : [{ kind: 'value', value: newValue } as const]),
    ...set.map((metakey) => toMeta(metakey, next.get(metakey) ?? '')),
  ];
}

/** Checks that read the type, or that the type reads. */
const WITH_TYPE = /^(?:type$|check\/(?:type|enum|boolean|range)(?:\/|$))/;

/** The metakeys that make up one check together have the same family; null for metadata that checks nothing. */
function familyOf(metakey: string): string | null {
  if (WITH_TYPE.test(metakey)) return 'type';
  return /^check\/[^/]*/.exec(metakey)?.[0] ?? null;
}

/** What turns a check on stands before what only says how it works: `type` before `check/enum`, and that before `check/enum/#0`. */
function headsFirst(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : 1);
}

function rankOf(metakey: string): number {
  if (metakey === 'type' || metakey === 'check/type') return 0;
  if (familyOf(metakey) === null) return Infinity;
  return metakey.split('/').length;
}
