import { setMaxListeners } from 'node:events';
import { ELEKTRAD_READ_MANY_LIMIT, type ElektradNode } from '#shared/elektrad/contract.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { urlHazardOf } from '#shared/model/key-url.ts';
import { isBinary, type Metadata } from '#shared/model/key.ts';
import type { KeyReading } from '../../clusterd/ports.ts';
import { parsedJson, protocolError, refusedAnswer, refusedQuestion, unnumberedWords } from './answers.ts';
import type { HttpAnswer } from './collect-answer.ts';
import { everyOne } from './every-one.ts';
import { findPatternSegment } from './find-pattern.ts';
import { inKeyOrder } from './in-key-order.ts';
import { announces, keyPath } from './key-address.ts';
import { isElektradNode, isObject, isTextList, isTextRecord } from './node-check.ts';
import type { Requests } from './requests.ts';

/** Single reads of one call that run side by side. The field's elektrad works them off one by one anyway. */
const READS_AT_ONCE = 8;

/** One key as the elektrad answers it, with as many levels of children as it cares to give. `preload` 0 is the least: direct children. */
export async function readNode(
  requests: Requests,
  name: string,
  preload: number,
  signal: AbortSignal,
): Promise<ElektradNode> {
  const address = keyPath(requests, '/kdb', name, signal);
  const path = typeof address === 'string' ? address : await address;
  const answer = await requests.read({ method: 'GET', path: withPreload(path, preload) }, signal);
  if (answer.status !== 200) throw refusedQuestion(answer, requests.host, name);
  const node = await nodeOf(answer, requests.host);
  if (await isAllAtOrBelow(node.ls, name)) return node;
  throw protocolError(requests.host, `asked for ${name} it answers for other keys`);
}

/** Whoever removes what is listed must not be told to remove something else. */
async function isAllAtOrBelow(names: readonly string[], top: string): Promise<boolean> {
  const above = top.endsWith(':/') ? top : `${top}/`;
  return everyOne(names, (name) => name === top || name.startsWith(above));
}

/** Everything, all namespaces. */
export async function readRoot(requests: Requests, preload: number, signal: AbortSignal): Promise<ElektradNode> {
  const answer = await requests.read({ method: 'GET', path: withPreload('/kdb', preload) }, signal);
  if (answer.status !== 200) throw refusedAnswer(answer, requests.host, null);
  return nodeOf(answer, requests.host);
}

/** Keys in the order asked for; in few requests where the elektrad knows how. */
export async function readKeys(
  requests: Requests,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly KeyReading[]> {
  if (names.length > 1 && (await announces(requests, 'read-many', signal))) return readBatches(requests, names, signal);
  return sideBySide(names, signal, async (name) => readingOf(name, await readNode(requests, name, 0, signal)));
}

/** The same without those that are missing, and those that the field's elektrad cannot be asked for. */
export async function readFound(
  requests: Requests,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly KeyReading[]> {
  const askable = (await announces(requests, 'read-many', signal)) ? names : names.filter(isAskable);
  return (await readKeys(requests, askable, signal)).filter(({ exists }) => exists);
}

function isAskable(name: string): boolean {
  return urlHazardOf(name as KeyName) === null;
}

/** Runs `read` for each name, a few at a time. Results are in the order of the names. */
export async function sideBySide<T>(
  names: readonly string[],
  signal: AbortSignal,
  read: (name: string) => Promise<T>,
): Promise<readonly T[]> {
  // Each read under way listens for the abort; that is no leak, which Node would warn of.
  setMaxListeners(0, signal);
  const readings: T[] = [];
  let next = 0;
  const readNext = async (): Promise<void> => {
    for (let at = next++; at < names.length; at = next++) {
      const name = names[at] ?? '';
      readings[at] = await read(name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(READS_AT_ONCE, names.length) }, readNext));
  return readings;
}

/** The names that match a regular expression, in key order. Throws QUERY_INVALID. */
export async function findNames(requests: Requests, pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  const path = `/kdbFind/${findPatternSegment(pattern)}`;
  const answer = await requests.read({ method: 'GET', path }, signal);
  if (answer.status === 400) throw refusedPattern(answer, requests.host, pattern);
  if (answer.status !== 200) throw refusedAnswer(answer, requests.host, null);
  const names = await parsedJson(answer, requests.host);
  if (!(await isTextList(names))) throw protocolError(requests.host, 'what it found is no list of names');
  return inKeyOrder(names as readonly string[]);
}

function refusedPattern(answer: HttpAnswer, host: string, pattern: string): ElektraError {
  const reason = answer.text.trim() === '' ? 'the elektrad refuses it without saying why' : unnumberedWords(answer);
  if (reason === null) return refusedAnswer(answer, host, null);
  const message = `${pattern} is no regular expression of the elektrad (RE2 syntax): ${reason}. Escape special characters with a backslash.`;
  return new ElektraError('QUERY_INVALID', message, { data: { query: pattern, reason } });
}

/** `value` is left out of an answer when it is empty, and means nothing when the key is binary or null. */
export function readingOf(name: string, { exists, value, meta = {} }: Answered): KeyReading {
  if (!exists) return { name, exists, meta: {} };
  return isBinary(meta) ? { name, exists, meta } : { name, exists, value: value ?? '', meta };
}

interface Answered {
  readonly exists: boolean;
  readonly value?: string | undefined;
  readonly meta?: Metadata | undefined;
}

async function readBatches(
  requests: Requests,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly KeyReading[]> {
  const readings: KeyReading[] = [];
  for (let at = 0; at < names.length; at += ELEKTRAD_READ_MANY_LIMIT) {
    const batch = names.slice(at, at + ELEKTRAD_READ_MANY_LIMIT);
    for (const reading of await readHalved(requests, batch, signal)) readings.push(reading);
  }
  return readings;
}

/** A batch that is too large for one request or one answer goes in two. */
async function readHalved(
  requests: Requests,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly KeyReading[]> {
  try {
    return await readBatch(requests, names, signal);
  } catch (error) {
    if (names.length === 1 || !isElektraError(error, 'TOO_LARGE')) throw error;
  }
  const half = Math.ceil(names.length / 2);
  const first = await readHalved(requests, names.slice(0, half), signal);
  return [...first, ...(await readHalved(requests, names.slice(half), signal))];
}

async function readBatch(
  requests: Requests,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly KeyReading[]> {
  const body = JSON.stringify({ names });
  const answer = await requests.read({ method: 'POST', path: '/kdbRead', body }, signal);
  if (answer.status !== 200) throw refusedQuestion(answer, requests.host, names.join(', ').slice(0, 200));
  const parsed = await parsedJson(answer, requests.host);
  const keys: unknown = isObject(parsed) ? parsed.keys : undefined;
  if (!Array.isArray(keys) || keys.length !== names.length) {
    throw protocolError(requests.host, `it was asked for ${names.length} keys and answers others`);
  }
  return names.map((name, at) => {
    const key: unknown = keys[at];
    if (isAnsweredKey(key) && key.name === name) return readingOf(name, key);
    throw protocolError(requests.host, `what it answers for ${name} is not that key`);
  });
}

function isAnsweredKey(value: unknown): value is Answered & { readonly name: string } {
  if (!isObject(value)) return false;
  const { name, exists, value: text, meta } = value;
  return (
    typeof name === 'string' &&
    typeof exists === 'boolean' &&
    (text === undefined || typeof text === 'string') &&
    (meta === undefined || isTextRecord(meta))
  );
}

async function nodeOf(answer: HttpAnswer, host: string): Promise<ElektradNode> {
  const parsed = await parsedJson(answer, host);
  if (await isElektradNode(parsed)) return parsed as ElektradNode;
  throw protocolError(host, 'what it answers is not a key of an elektrad');
}

function withPreload(path: string, preload: number): string {
  return preload === 0 ? path : `${path}?preload=${preload}`;
}
