import type { DriftedKey } from '#shared/clusterd/drift.ts';
import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import { isSecret } from '#shared/model/key.ts';
import { MASK } from '../keys/value-words.ts';

/** A value of a drifted key as it may be shown; that a secret is empty is no secret. */
export function shownValue(
  { expected, actual }: Omit<DriftedKey, 'key' | 'clusterId'>,
  value: string | null,
): string | null {
  return value && [expected, actual].some((side) => isSecret(side?.meta ?? {})) ? MASK : value;
}

/** What is there and what is intended, in one line each; null: no such key, or nothing is set. Metakeys count where the values are the same. */
export function driftSides({ expected, actual }: DriftedKey): {
  readonly expected: string | null;
  readonly actual: string | null;
} {
  const shown = (value: string | null) => shownValue({ expected, actual }, value);
  if (actual === null) return { expected: shown(expected.value) ?? metaText(expected.meta), actual: null };
  if (expected.value !== null && expected.value !== actual.value) {
    return { expected: shown(expected.value), actual: shown(actual.value) };
  }
  const differing = Object.keys(expected.meta).filter((name) => expected.meta[name] !== actual.meta[name]);
  const pick = (meta: DriftedKey['expected']['meta']) =>
    differing.map((name) => `${name}=${meta[name] ?? ''}`).join(' ');
  return { expected: pick(expected.meta), actual: pick(actual.meta) };
}

function metaText(meta: DriftedKey['expected']['meta']): string {
  return Object.entries(meta)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** What makes the setting like what was found: of metadata only what the cluster sets. Nothing when the key is not there. */
export function acceptingEdits({ key, expected, actual }: DriftedKey): readonly ClusterEdit[] {
  if (actual === null) return [];
  const isOther = expected.value !== null && actual.value !== null && actual.value !== expected.value;
  const meta = Object.keys(expected.meta)
    .filter((name) => expected.meta[name] !== actual.meta[name])
    .map((name) => ({ key: name, value: actual.meta[name] ?? null }));
  return [
    ...(isOther ? [{ kind: 'set', key, value: actual.value } as const] : []),
    ...(meta.length > 0 ? [{ kind: 'meta', key, meta, keep: false } as const] : []),
  ];
}
