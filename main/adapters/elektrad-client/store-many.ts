import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyContent, KeyReading } from '../../clusterd/ports.ts';
import { announces } from './key-address.ts';
import { isKnownNormalForm } from './normal-form.ts';
import { readKeys } from './reads.ts';
import { sendWrite } from './send-write.ts';
import { errorAfter, type WriteMeans } from './store-checked.ts';
import { setMetakey, setValue } from './writes.ts';

/** How much goes into one request, in UTF-16 units of JSON: half of what our elektrad takes in bytes, as most text has few bytes a unit. */
const REQUEST_LENGTH = 1024 * 1024;

type Content = KeyContent & { readonly value: string };

/** Stores many keys in few requests; null, with nothing sent, where the elektrad does not keep them. See ElektradTurn. */
export async function storeMany(keys: readonly Content[], means: WriteMeans): Promise<readonly KeyReading[] | null> {
  const { requests, signal } = means;
  if (!(await announces(requests, 'set-all', signal))) return null;
  const batches = [...inRequests(keys)];
  const readings: (readonly KeyReading[] | null)[] = [];
  for (const batch of batches) readings.push(await storeBatch(batch, means));
  const [only] = readings;
  // What was written after a key was read back may have changed how Elektra spells it.
  const isLast = batches.length === 1 && only !== undefined && only !== null;
  if (isLast) return only;
  const names = keys.map(({ name }) => name);
  return readKeys(requests, names, signal);
}

/**
 * Sends one batch and reads it back. What is not as it was sent then is written once more on its own, which shows whether that is a normal form; null:
 * that was so.
 */
async function storeBatch(batch: readonly Content[], means: WriteMeans): Promise<readonly KeyReading[] | null> {
  const { requests, signal } = means;
  const [{ name: first } = { name: '' }] = batch;
  const path = `/kdbAll/${encodeURIComponent(rootOf(first))}`;
  const body = JSON.stringify({ configurations: batch.map(({ name, value, meta }) => ({ key: name, value, meta })) });
  const sent = await sendWrite(requests, { method: 'PUT', path, body }, first);
  if (sent.outcome === 'rejected') {
    requests.renewSession();
    throw aboutItsKey(sent.error, batch);
  }
  const names = batch.map(({ name }) => name);
  const readings = await readKeys(requests, names, signal);
  const open = batch.flatMap((key, at) => {
    const reading = readings[at];
    return reading === undefined || isStored(key, reading) ? [] : [{ key, reading }];
  });
  if (open.length > 0 && sent.outcome === 'unknown' && sent.failure.kind !== 'broken') {
    throw errorAfter(sent.failure, means);
  }
  for (const { key, reading } of open) await storeAlone(key, reading, means);
  return open.length === 0 ? readings : null;
}

async function storeAlone({ name, value, meta }: Content, now: KeyReading, means: WriteMeans): Promise<void> {
  let reading = now;
  if (reading.value !== value) reading = await setValue(name, value, reading, means);
  for (const [metakey, text] of Object.entries(meta)) {
    if (reading.meta[metakey] !== text) reading = await setMetakey(name, metakey, text, reading, means);
  }
}

function isStored({ value, meta }: Content, reading: KeyReading): boolean {
  const isValue =
    reading.value === value || (reading.value !== undefined && isKnownNormalForm(value, reading.value, reading.meta));
  return isValue && Object.entries(meta).every(([metakey, text]) => reading.meta[metakey] === text);
}

/** Which of the keys a refusal speaks of: the longest name that its words hold. */
function aboutItsKey(error: ElektraError, batch: readonly Content[]): ElektraError {
  if (!isElektraError(error, 'ELEKTRA_REJECTED') || error.data === undefined) return error;
  const { data, message } = error;
  const named = batch.map(({ name }) => name).filter((name) => message.includes(name));
  const key = named.sort((a, b) => b.length - a.length)[0] ?? null;
  return new ElektraError('ELEKTRA_REJECTED', message, { data: { ...data, key }, cause: error });
}

/** Keys of one namespace, as many as fit into a request. */
function* inRequests(keys: readonly Content[]): Generator<readonly Content[]> {
  let batch: Content[] = [];
  let length = 0;
  for (const key of keys) {
    const size = JSON.stringify(key).length;
    const isFull = length + size > REQUEST_LENGTH || rootOf(batch[0]?.name ?? key.name) !== rootOf(key.name);
    if (batch.length > 0 && isFull) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(key);
    length += size;
  }
  if (batch.length > 0) yield batch;
}

function rootOf(name: string): string {
  return name.slice(0, name.indexOf('/') + 1);
}
