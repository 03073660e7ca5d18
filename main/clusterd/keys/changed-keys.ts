import { isSecret, type Metadata } from '#shared/model/key.ts';
import type { Pace } from '../pace.ts';
import type { KeyReading } from '../ports.ts';
import type { ChangedKey } from '../registry/change-records.ts';
import type { LockedAct } from '../settings/locks.ts';
import type { WholeAct, Written } from './act-wholly.ts';
import type { KeyChange } from './write-key.ts';

/** What an act changes, key by key; what is as it is to be already is left out. */
export function* changedKeys({ writes, removes }: WholeAct): Generator<ChangedKey, undefined> {
  for (const change of writes) {
    const { before, after } = change;
    if (!differs(change)) continue;
    const value = after.value ?? (before.exists ? (before.value ?? null) : '');
    yield { key: after.name, before: contentOf(before), after: { value, meta: { ...after.meta } } };
  }
  for (const subtree of removes) {
    for (const key of subtree) yield { key: key.name, before: contentOf(key), after: null };
  }
}

/** Whether there is nothing to do. */
export async function isNothing({ writes, removes }: WholeAct, pace: Pace): Promise<boolean> {
  if (removes.some((subtree) => subtree.length > 0)) return false;
  for (const change of writes) {
    if (pace.isDue()) await pace.rest();
    if (differs(change)) return false;
  }
  return true;
}

/** What a changed key needs of locks: a metakey alone, or the key with its value. */
export function lockedActsOf({ key, before, after }: ChangedKey): readonly LockedAct[] {
  if (before === null || after === null) return [{ key, what: 'value' }];
  const metakeys = [...new Set([...Object.keys(before.meta), ...Object.keys(after.meta)])].filter(
    (metakey) => before.meta[metakey] !== after.meta[metakey],
  );
  const value: readonly LockedAct[] = before.value === after.value ? [] : [{ key, what: 'value' }];
  return metakeys.length === 0 ? value : [...value, { key, what: { metakeys } }];
}

/** What is known to be there now in place of what was sent: Elektra may store a normal form. null: all is as it was sent. */
export function asReadBack(keys: readonly ChangedKey[], written: Written): ChangedKey[] | null {
  const readBack = keys.map((key) => {
    const reading = written.get(key.key);
    if (reading === undefined || key.after?.secret !== undefined) return key;
    const after = contentOf(reading);
    if (after?.value === key.after?.value && sameMetadata(reading.meta, key.after?.meta ?? {})) return key;
    // A new key may have become a secret one by what `spec:` says of it.
    const isNowSecret = after !== null && isSecret(after.meta);
    return { ...key, after: isNowSecret ? { ...after, value: null, secret: 'dropped' as const } : after };
  });
  return readBack.every((key, at) => key === keys[at]) ? null : readBack;
}

function differs({ before, after }: KeyChange): boolean {
  if (!before.exists) return after.value !== null || Object.keys(after.meta).length > 0;
  return (after.value !== null && after.value !== before.value) || !sameMetadata(before.meta, after.meta);
}

function sameMetadata(a: Metadata, b: Metadata): boolean {
  const metakeys = Object.keys(a);
  return metakeys.length === Object.keys(b).length && metakeys.every((metakey) => a[metakey] === b[metakey]);
}

function contentOf({ exists, value, meta }: KeyReading): ChangedKey['before'] {
  return exists ? { value: value ?? null, meta: { ...meta } } : null;
}
