import { isBinary, type KeyState, type KeyVersion } from '#shared/model/key.ts';
import type { KeyLock } from '#shared/model/key-lock.ts';
import type { Digest, KeyReading } from '../ports.ts';

/** Characters of each metakey's part of a version: 6 of its name, 10 of its value. */
const META_NAME = 6;
const META_VALUE = 10;
const PARTS = new RegExp(`.{${META_NAME + META_VALUE}}`, 'g');

/** With more metakeys than these a version would not fit into the headers that clients take (16 KiB in Node); they have one hash together then. */
const MOST_PARTS = 256;
/** Characters of that hash: no number of parts is as long. */
const TOGETHER = 22;

/** The value part of a key that is not there, so that "based on its absence" can be said. */
const ABSENT = 'absent';

/**
 * `VALUE.METAMETA…`: a keyed hash of the value, then one of each metakey in the order of their names; without metadata no point and no second half.
 * `VALUE.ALL` for a key with very many metakeys: one keyed hash of all of them.
 * Keyed, so that who may not read a secret value can not test guesses against its version.
 */
export function keyVersion(reading: KeyReading, digest: Digest): KeyVersion {
  if (!reading.exists) return ABSENT as KeyVersion;
  const metakeys = Object.keys(reading.meta).sort();
  if (metakeys.length === 0) return valueVersion(reading, digest) as KeyVersion;
  if (metakeys.length > MOST_PARTS) return `${valueVersion(reading, digest)}.${allHash(reading, digest)}` as KeyVersion;
  const parts = metakeys.map((metakey) => metakeyVersion(metakey, reading.meta[metakey] ?? '', digest));
  return `${valueVersion(reading, digest)}.${parts.join('')}` as KeyVersion;
}

function metakeyVersion(metakey: string, text: string, digest: Digest): string {
  return nameHash(metakey, digest) + digest.keyed(`m${metakey}\0${text}`).slice(0, META_VALUE);
}

function allHash({ meta }: KeyReading, digest: Digest): string {
  return digest
    .keyed(`a${JSON.stringify(Object.entries(meta).sort(([a], [b]) => (a < b ? -1 : 1)))}`)
    .slice(0, TOGETHER);
}

function nameHash(metakey: string, digest: Digest): string {
  return digest.keyed(`n${metakey}`).slice(0, META_NAME);
}

/** Of a key that has no text: it is binary, or a setting of metadata alone, or the value is withheld. */
function valueVersion({ name, value, meta }: KeyReading, digest: Digest): string {
  if (isBinary(meta)) return digest.keyed(`b${name}`);
  return digest.keyed(value === undefined ? `w${name}` : `v${name}\0${value}`);
}

/** Whether a version still fits the key's value, whatever became of its metadata. */
export function sameValue(basedOn: KeyVersion, reading: KeyReading, digest: Digest): boolean {
  const now = reading.exists ? valueVersion(reading, digest) : ABSENT;
  return basedOn.split('.', 1)[0] === now;
}

/** Whether a version still fits these metakeys, present or not, whatever became of the rest of the key; all of them where it has one hash for all. */
export function sameMetakeys(
  basedOn: KeyVersion,
  reading: KeyReading,
  metakeys: Iterable<string>,
  digest: Digest,
): boolean {
  const then = basedOn.split('.', 2)[1] ?? '';
  if (then.length === TOGETHER) return then === allHash(reading, digest);
  const parts = then.match(PARTS) ?? [];
  return [...metakeys].every((metakey) => {
    const hash = nameHash(metakey, digest);
    const part = parts.find((each) => each.startsWith(hash));
    const now = Object.hasOwn(reading.meta, metakey)
      ? metakeyVersion(metakey, reading.meta[metakey] ?? '', digest)
      : undefined;
    return part === now;
  });
}

/** A key as callers see it. `lock`: what its clusters keep to themselves of it. */
export function keyState(reading: KeyReading, digest: Digest, lock: KeyLock | null = null): KeyState {
  return {
    key: reading.name,
    exists: reading.exists,
    ...(reading.value === undefined ? {} : { value: reading.value }),
    meta: reading.meta,
    version: keyVersion(reading, digest),
    ...(lock === null ? {} : { lockedBy: lock }),
  };
}
