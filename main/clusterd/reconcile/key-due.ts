import type { Metadata } from '#shared/model/key.ts';
import { specFirst } from '../keys/spec-first.ts';
import type { KeyContent, KeyReading } from '../ports.ts';
import type { DueKey } from '../settings/effective.ts';

/** Writes before removals, and in both `spec:` before what it speaks of. */
export function inOrder(keys: readonly DueKey[]): readonly DueKey[] {
  const named = keys.map((due) => ({ due, name: due.key }));
  const writes = specFirst(named.filter(({ due }) => due.set !== null));
  const removals = specFirst(named.filter(({ due }) => due.set === null));
  return [...writes, ...removals].map(({ due }) => due);
}

/** What the key is to be: what the cluster sets, and all else as it is there; null: not there at all. */
export function wantedOf({ set, gone }: DueKey, before: KeyReading): KeyContent | null {
  if (set === null && gone === 'key') return null;
  const kept = gone === 'key' ? {} : before.meta;
  const own = Object.entries(kept).filter(([metakey]) => !gone.includes(metakey));
  const meta = { ...Object.fromEntries(own), ...set?.meta };
  return { name: before.name, value: set?.value ?? null, meta };
}

/** Whether the key is there as the cluster wants it, or in the form which Elektra gave it when it was delivered. */
export function isAsDue(due: DueKey, now: KeyReading, normalForm: NormalForm | undefined): boolean {
  const { set, gone } = due;
  if (set === null) return gone === 'key' ? !now.exists : gone.every((metakey) => !Object.hasOwn(now.meta, metakey));
  if (!now.exists) return false;
  if (gone !== 'key' && gone.some((metakey) => Object.hasOwn(now.meta, metakey) && !Object.hasOwn(set.meta, metakey)))
    return false;
  return isSame(set, now) || (normalForm !== undefined && isSame(normalForm, now));
}

/** What was read back of a key; `value` null: the cluster does not set it. */
export interface NormalForm {
  readonly value: string | null;
  readonly meta: Metadata;
}

/** What to remember of a key that was delivered: null when it is exactly what the cluster sets. */
export function normalFormOf({ set }: DueKey, now: KeyReading): NormalForm | null {
  if (set === null || isSame(set, now)) return null;
  const shown = Object.keys(set.meta).flatMap((metakey) => {
    const text = now.meta[metakey];
    return text === undefined ? [] : [[metakey, text] as const];
  });
  return { value: set.value === null ? null : (now.value ?? null), meta: Object.fromEntries(shown) };
}

function isSame({ value, meta }: NormalForm, now: KeyReading): boolean {
  if (value !== null && now.value !== value) return false;
  return Object.entries(meta).every(([metakey, text]) => now.meta[metakey] === text);
}
