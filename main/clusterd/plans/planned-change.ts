import type { PlannedChange } from '#shared/clusterd/plans.ts';
import type { Metadata } from '#shared/model/key.ts';
import { pickedMetadata } from '../keys/picked-metadata.ts';
import type { KeyReading } from '../ports.ts';
import type { DeliveryRecord, SettingRecord } from '../registry/cluster-records.ts';
import type { TouchedKey } from './touched.ts';

type Side = NonNullable<PlannedChange['before']>;
type ReadBack = DeliveryRecord['readBack'][string];

/** What is seen of a key before a change: of its metadata only what is touched, and its value only if that is. null: there is no such key. */
export function seenOf(touched: TouchedKey, { exists, value, meta }: KeyReading): Side | null {
  if (!exists) return null;
  return { value: touchesValue(touched) ? (value ?? null) : null, meta: pickedMetadata(meta, metakeysOf(touched)) };
}

/**
 * What becomes of a key that is seen like this; null: nothing, and it is locked as before. `readBack`: what the instance had made of the setting
 * before, which is as good as what was sent.
 */
export function plannedChange(
  touched: TouchedKey,
  seen: Side | null,
  readBack: ReadBack | undefined,
): PlannedChange | null {
  const { key, before, after, gone } = touched;
  const change = (kind: PlannedChange['kind'], next: Side | null) => ({ key, kind, before: seen, after: next });
  if (after === null) {
    if (gone === 'key' && seen !== null) return change('remove', null);
    const left = seen === null ? null : { ...seen, meta: without(seen.meta, gone) };
    if (!isSameSide(seen, left)) return change('write', left);
    return before === null ? null : change('unlock', left);
  }
  const next = written(touched, after, seen);
  if (!isSameSide(seen, next) && !isSameSide(seen, normal(next, before, after, readBack))) return change('write', next);
  return isSameSetting(before, after) ? null : change('lock', seen);
}

function touchesValue({ before, after, gone }: TouchedKey): boolean {
  return gone === 'key' || (before?.value ?? null) !== null || (after?.value ?? null) !== null;
}

function metakeysOf({ before, after, gone }: TouchedKey): readonly string[] {
  const own = gone === 'key' ? [] : gone;
  return [...new Set([...Object.keys(before?.meta ?? {}), ...Object.keys(after?.meta ?? {}), ...own])].sort();
}

/** A key that is made for its metadata alone is empty. */
function written({ gone }: TouchedKey, after: SettingRecord, seen: Side | null): Side {
  const meta = sorted({ ...without(seen?.meta ?? {}, gone), ...after.meta });
  return { value: after.value ?? (seen === null ? '' : seen.value), meta };
}

/** The same in the form that the instance gave it before, where the setting says what it said then. */
function normal(next: Side, before: SettingRecord | null, after: SettingRecord, readBack: ReadBack | undefined): Side {
  if (before === null || readBack === undefined) return next;
  const meta = Object.entries(next.meta).map(([metakey, text]) => {
    const isKept = Object.hasOwn(after.meta, metakey) && before.meta[metakey] === after.meta[metakey];
    const isNormal = isKept && Object.hasOwn(readBack.meta, metakey);
    return [metakey, isNormal ? (readBack.meta[metakey] ?? text) : text] as const;
  });
  const isKept = after.value !== null && before.value === after.value;
  return { value: isKept ? (readBack.value ?? next.value) : next.value, meta: Object.fromEntries(meta) };
}

function isSameSetting(a: SettingRecord | null, b: SettingRecord): boolean {
  return a !== null && a.clusterId === b.clusterId && a.number === b.number;
}

function isSameSide(a: Side | null, b: Side | null): boolean {
  if (a === null || b === null) return a === b;
  const [of, other] = [Object.entries(a.meta), Object.keys(b.meta)];
  return a.value === b.value && of.length === other.length && of.every(([name, text]) => b.meta[name] === text);
}

function without(meta: Metadata, gone: TouchedKey['gone']): Record<string, string> {
  return Object.fromEntries(Object.entries(meta).filter(([name]) => gone === 'key' || !gone.includes(name)));
}

function sorted(meta: Metadata): Record<string, string> {
  return Object.fromEntries(Object.entries(meta).sort(([a], [b]) => (a < b ? -1 : 1)));
}
