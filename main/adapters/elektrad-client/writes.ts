import { setImmediate } from 'node:timers/promises';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isBinary } from '#shared/model/key.ts';
import { tryParseKeyName } from '#shared/model/key-name.ts';
import { isStoredNamespace, namespaceOf } from '#shared/model/namespace.ts';
import type { KeyContent, KeyReading } from '../../clusterd/ports.ts';
import { keyPath, nameError } from './key-address.ts';
import { readingOf, readNode } from './reads.ts';
import { sendWrite } from './send-write.ts';
import { storeChecked, type WriteMeans } from './store-checked.ts';

/** Stores a value. `old` is what the key holds now. Resolves to what was read back. */
export async function setValue(name: string, value: string, old: KeyReading, means: WriteMeans): Promise<KeyReading> {
  requireStoredNamespace(name);
  requireCarriable(name, value, means.limits.valueBytes);
  if (isBinary(old.meta)) {
    throw notCarried(name, 'the key holds binary data or null now, which writing text would destroy; delete it first');
  }
  const { requests, signal } = means;
  const path = await keyPath(requests, '/kdb', name, signal);
  const body = JSON.stringify(value);
  return storeChecked(
    {
      key: name,
      wanted: value,
      old: old.value ?? null,
      send: () => sendWrite(requests, { method: 'PUT', path, body }, name),
      async look() {
        const reading = readingOf(name, await readNode(requests, name, 0, signal));
        return { content: reading.value ?? null, reading };
      },
    },
    means,
  );
}

/** Stores one metakey, or removes it (null). Resolves to the key as it was read back. */
export async function setMetakey(
  name: string,
  metakey: string,
  value: string | null,
  old: KeyReading,
  means: WriteMeans,
): Promise<KeyReading> {
  requireStoredNamespace(name);
  const metaName = canonicalMetakey(metakey);
  if (value !== null) requireCarriable(name, value, means.limits.valueBytes);
  const before = metaOf(old, metaName);
  // The field's elektrad would make a missing key in order to remove a metakey from it.
  if (value === null && before === null) return old;
  const { requests, signal } = means;
  const path = await keyPath(requests, '/kdbMeta', name, signal);
  const body = JSON.stringify({ key: metaName, value });
  return storeChecked(
    {
      key: name,
      wanted: value,
      old: before,
      send: () => sendWrite(requests, { method: 'POST', path, body }, name),
      async look() {
        const reading = readingOf(name, await readNode(requests, name, 0, signal));
        return { content: metaOf(reading, metaName), reading };
      },
    },
    means,
  );
}

/** How many keys are checked before others run. */
const BETWEEN_RESTS = 500;

/** Throws what a write of these would end with before anything is sent. */
export async function requireCarried(
  keys: readonly KeyContent[],
  { requests, limits, signal }: WriteMeans,
): Promise<void> {
  for (const [at, { name, value, meta }] of keys.entries()) {
    if (at % BETWEEN_RESTS === BETWEEN_RESTS - 1) await setImmediate();
    requireStoredNamespace(name);
    await keyPath(requests, '/kdb', name, signal);
    if (value !== null) requireCarriable(name, value, limits.valueBytes);
    for (const [metakey, text] of Object.entries(meta)) {
      canonicalMetakey(metakey);
      requireCarriable(name, text, limits.valueBytes);
    }
  }
}

/** `proc:` kills the field's elektrad; `default:` and cascading names are accepted and never stored. */
export function requireStoredNamespace(name: string): void {
  if (isStoredNamespace(namespaceOf(name))) return;
  throw nameError(name, 'only user:, system:, dir: and spec: are stored');
}

function metaOf({ meta }: KeyReading, metakey: string): string | null {
  return Object.hasOwn(meta, metakey) ? (meta[metakey] ?? null) : null;
}

/** A bad name would be stored as the empty metakey, with a success answer. */
function canonicalMetakey(metakey: string): string {
  const parsed = tryParseKeyName(`meta:/${metakey}`);
  if (!parsed.ok) throw nameError(metakey, `it is no name of a metakey: ${parsed.problem.message}`);
  const name = parsed.name.slice('meta:/'.length);
  if (name === '') throw nameError(metakey, 'a metakey has a name');
  return name;
}

function requireCarriable(key: string, value: string, limit: number): void {
  if (value.includes('\0')) throw notCarried(key, 'it contains the character U+0000, where the elektrad would cut it');
  if (/\p{Surrogate}/u.test(value)) throw notCarried(key, 'it contains half of a character (a lone surrogate)');
  if (Buffer.byteLength(value) <= limit) return;
  throw new ElektraError(
    'TOO_LARGE',
    `A value may have up to ${limit} bytes; this one has ${Buffer.byteLength(value)}.`,
    {
      data: { limit },
    },
  );
}

function notCarried(key: string, reason: string): ElektraError {
  return new ElektraError('VALUE_NOT_CARRIED', `The value of ${key} cannot be written unharmed: ${reason}.`, {
    data: { key, reason },
  });
}
