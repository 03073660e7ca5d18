import type { PlannedChange } from '#shared/clusterd/plans.ts';
import { splitKeyName } from '../../components/key-name-parts.ts';

/** One line of what would happen on an instance: to a key's value, or to one of its metakeys. null: there is nothing. */
export interface ChangeLine {
  readonly key: string;
  readonly metakey?: string;
  readonly kind: PlannedChange['kind'];
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs, value first. A key that only becomes locked or unlocked has one line. */
export function changeLines({ key, kind, before, after }: PlannedChange): readonly ChangeLine[] {
  const old = before?.value ?? null;
  const next = after?.value ?? null;
  const names = [...new Set([...Object.keys(before?.meta ?? {}), ...Object.keys(after?.meta ?? {})])];
  const meta = names
    .map((metakey) => ({ metakey, before: before?.meta[metakey] ?? null, after: after?.meta[metakey] ?? null }))
    .filter((line) => line.before !== line.after)
    .map((line) => ({ key, kind, ...line }));
  const isValueLine = old !== next || meta.length === 0;
  return isValueLine ? [{ key, kind, before: old, after: next }, ...meta] : meta;
}

/** How many of these changes are of each kind. */
export function countKinds(changes: readonly PlannedChange[]): Readonly<Record<PlannedChange['kind'], number>> {
  const counts = { write: 0, lock: 0, unlock: 0, remove: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

/** The path that all names have in common, with its last slash, so that only the rest has to be read. */
export function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  const { prefix } = splitKeyName(first);
  let common = '';
  for (const part of prefix) {
    if (!names.every((name) => name.startsWith(common + part) && name.length > common.length + part.length)) break;
    common += part;
  }
  return common;
}
