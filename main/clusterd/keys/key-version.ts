import { isBinary, type KeyState, type KeyVersion } from '#shared/model/key.ts';
import type { Digest, KeyReading } from '../ports.ts';

/** Characters of each metakey's part of a version: 6 of its name, 10 of its value. */
const META_NAME = 6;
const META_VALUE = 10;
const PARTS = new RegExp(`.{${META_NAME + META_VALUE}}`, 'g');

/** The value part of a key that is not there, so that "based on its absence" can be said. */
const ABSENT = 'absent';

/**
 * `VALUE.METAMETA…`: a keyed hash of the value, then one of each metakey in the order of their names; without metadata no point and no second half.
 * Keyed, so that who may not read a secret value can not test guesses against its version.
 */
export function keyVersion(reading: KeyReading, digest: Digest): KeyVersion {
  if (!reading.exists) return ABSENT as KeyVersion;
  const metakeys = Object.keys(reading.meta).sort();
  if (metakeys.length === 0) return valueVersion(reading, digest) as KeyVersion;
  const parts = metakeys.map((metakey) => metakeyVersion(metakey, reading.meta[metakey] ?? '', digest));
  return `${valueVersion(reading, digest)}.${parts.join('')}` as KeyVersion;
}

function metakeyVersion(metakey: string, text: string, digest: Digest): string {
  return nameHash(metakey, digest) + digest.keyed(`m${metakey}\0${text}`).slice(0, META_VALUE);
}

function nameHash(metakey: string, digest: Digest): string {
  return digest.keyed(`n${metakey}`).slice(0, META_NAME);
}

function valueVersion(reading: KeyReading, digest: Digest): string {
  return digest.keyed(isBinary(reading.meta) ? `b${reading.name}` : `v${reading.name}\0${reading.value ?? ''}`);
}

/** Whether a version still fits the key's value, whatever became of its metadata. */
export function sameValue(basedOn: KeyVersion, reading: KeyReading, digest: Digest): boolean {
  const now = reading.exists ? valueVersion(reading, digest) : ABSENT;
  return basedOn.split('.', 1)[0] === now;
}

/** Whether a version still fits these metakeys, present or not, whatever became of the rest of the key. */
export function sameMetakeys(
  basedOn: KeyVersion,
  reading: KeyReading,
  metakeys: Iterable<string>,
  digest: Digest,
): boolean {
  const parts = basedOn.split('.', 2)[1]?.match(PARTS) ?? [];
  return [...metakeys].every((metakey) => {
    const hash = nameHash(metakey, digest);
    const then = parts.find((part) => part.startsWith(hash));
    const now = Object.hasOwn(reading.meta, metakey)
      ? metakeyVersion(metakey, reading.meta[metakey] ?? '', digest)
      : undefined;
    return then === now;
  });
}

/** A key as callers see it. */
export function keyState(reading: KeyReading, digest: Digest): KeyState {
  return {
    key: reading.name,
    exists: reading.exists,
    ...(reading.value === undefined ? {} : { value: reading.value }),
    meta: reading.meta,
    version: keyVersion(reading, digest),
  };
}
