import { isBelow, parentOf, type KeyName } from '#shared/model/key-name.ts';
import { isCancelled, throwIfAborted } from '#shared/contract/cancelled.ts';
import { createPace } from '../../platform/pace.ts';
import { everyOne } from './every-one.ts';
import { announces, keyPath } from './key-address.ts';
import { pause } from './pause.ts';
import { readKeys, readNode, sideBySide } from './reads.ts';
import { conflictError } from './rejection.ts';
import { sendWrite } from './send-write.ts';
import { backOff, errorAfter, pauseAfterConflict, unknownOutcome, type WriteMeans } from './store-checked.ts';
import type { TransportFailure } from './transport-failure.ts';
import { requireStoredNamespace } from './writes.ts';

/** So many topmost keys are looked at with all that is below them; more keys are read one by one. */
const SUBTREES_TO_LIST = 8;

/**
 * Removes exactly these keys, the last one first, and looks afterwards which are still there: the field's elektrad answers 204 whatever it did. Those
 * are tried again. Keys below them that are not listed stay.
 */
export async function removeKeys(
  names: readonly string[],
  means: WriteMeans,
  removed?: (count: number) => void,
): Promise<void> {
  await everyOne(names, (name) => {
    requireStoredNamespace(name);
    return true;
  });
  const all = [...new Set(names)].reverse();
  let left = await removeSubtrees(all, means);
  if (left.length < all.length) removed?.(all.length - left.length);
  let isBroken = false;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const gone = all.length - left.length;
    const failure = await removeOnce(left, means, (count) => removed?.(gone + count));
    left = await remaining(left, failure, means);
    const [first] = left;
    if (first === undefined) return;
    if (failure !== null) {
      if (isBroken || failure.kind !== 'broken') throw errorAfter(failure, means);
      isBroken = true;
    }
    if (attempt >= means.limits.writeAttempts) throw conflictError(first, attempt);
    await pause(backOff(attempt), means.clock, means.signal);
  }
}

/** Null when every request was answered with success, otherwise how one was left without an answer. Throws when Elektra refuses. */
async function removeOnce(
  names: readonly string[],
  means: WriteMeans,
  removed: (count: number) => void,
): Promise<TransportFailure | null> {
  for (const [at, name] of names.entries()) {
    throwIfAborted(means.signal);
    const failure = await sendRemoval(name, '', means);
    if (failure !== null) return failure;
    removed(at + 1);
  }
  return null;
}

/** Sends one removal until it meets no conflict: after one the session shows the key as removed, and it is stored all the same. */
async function sendRemoval(name: string, query: string, means: WriteMeans): Promise<TransportFailure | null> {
  const { requests, signal, limits } = means;
  const path = (await keyPath(requests, '/kdb', name, signal)) + query;
  for (let attempt = 1; ; attempt += 1) {
    const sent = await sendWrite(requests, { method: 'DELETE', path }, name);
    if (sent.outcome === 'accepted') return null;
    if (sent.outcome === 'unknown') return sent.failure;
    if (sent.outcome === 'rejected' || attempt >= limits.writeAttempts) {
      requests.renewSession();
      throw sent.error;
    }
    await pauseAfterConflict(attempt, means);
  }
}

/** Removes whole subtrees in one request each where the elektrad can; one that holds another key as well stays. Returns what is left. */
async function removeSubtrees(names: readonly string[], means: WriteMeans): Promise<readonly string[]> {
  const { requests, signal } = means;
  if (names.length < 2 || !(await announces(requests, 'recursive-delete', signal))) return names;
  const pace = createPace();
  const tops = topmost(names);
  const above = tops.length > 1 ? ancestorOf(tops) : null;
  if (pace.isDue()) await pace.rest();
  const wanted = new Set(names);
  for (const top of above === null ? tops.slice(0, SUBTREES_TO_LIST) : [above]) {
    throwIfAborted(signal);
    const { ls } = await readNode(requests, top, 0, signal);
    if (ls.length > 1 && (await everyOne(ls, (name) => wanted.has(name))))
      await sendRemoval(top, '?recursive=1', means);
  }
  return remaining(names, null, means);
}

/** Those of the names that still exist. */
async function remaining(
  names: readonly string[],
  failure: TransportFailure | null,
  { requests, signal }: WriteMeans,
): Promise<readonly string[]> {
  try {
    const tops = topmost(names);
    if (tops.length <= SUBTREES_TO_LIST) {
      const nodes = await sideBySide(tops, signal, (top) => readNode(requests, top, 0, signal));
      const existing = new Set(nodes.flatMap(({ ls }) => ls));
      return existing.size === 0 ? [] : names.filter((name) => existing.has(name));
    }
    const readings = await readKeys(requests, names, signal);
    return names.filter((_name, at) => readings[at]?.exists === true);
  } catch (error) {
    if (isCancelled(error) || !(error instanceof Error)) throw error;
    throw unknownOutcome(failure ?? error, requests.host);
  }
}

/** The nearest name that all of them are below, or null. */
function ancestorOf(names: readonly string[]): string | null {
  const isAbove = (name: KeyName) => names.every((each) => isBelow(each as KeyName, name));
  let ancestor = parentOf(names[0] as KeyName);
  while (ancestor !== null && !isAbove(ancestor)) ancestor = parentOf(ancestor);
  return ancestor;
}

/** The names that are not below another one of them. */
function topmost(names: readonly string[]): readonly string[] {
  const tops: string[] = [];
  for (const name of [...names].sort((a, b) => a.length - b.length)) {
    if (tops.length > SUBTREES_TO_LIST) return tops;
    if (!tops.some((top) => isBelow(name as KeyName, top as KeyName))) tops.push(name);
  }
  return tops;
}
