import type { InstanceId } from '#shared/model/instance.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { isAtOrBelowText } from '../stores/key-text.ts';
import type { KeyMove, Transfer } from '../stores/key-transfer.ts';
import { isClusterSubject } from '../stores/subject.ts';
import type { ClusterdClient } from './names-at.ts';
import { readSubtrees, type TextKey } from './read-subtrees.ts';
import { TransferError } from './transfer-error.ts';
import { withoutMirrored } from './without-mirrored.ts';

/**
 * Carries keys with values and metadata over to an instance, from another one or from a cluster, where they stay. All are read before the first is written; what was replaced is put back when the
 * writing fails; what moves is removed where it was only after it has arrived. `notCarried` makes the sentence for keys that are no text.
 * @throws TransferError naming what could not be put back or removed; ElektraError, CancelledError when nothing has changed
 */
export async function transferAcross(
  client: ClusterdClient,
  { mode, from, to, moves, replace }: Transfer & { readonly to: InstanceId },
  notCarried: (names: readonly string[]) => string,
  control: ActControl,
): Promise<void> {
  const keys = moves.map(({ key }) => key);
  const read = await readSubtrees(client, from, keys, notCarried, control);
  const own = isClusterSubject(from) ? read : await withoutMirrored(client, from, read, control);
  const written = own.map((state) => ({ ...state, key: targetOf(state.key, moves) }));
  const replaced = await readSubtrees(client, to, [...replace], notCarried, control);
  for (const [at, target] of [...replace].entries()) {
    await orPutBack(client, to, at === 0 ? [] : replaced, () => remove(client, to, target, control.signal));
  }
  await orPutBack(client, to, replaced, () => write(client, to, written, control));
  if (mode === 'move' && !isClusterSubject(from)) await removeOriginals(client, from, keys);
}

/** Runs a step; when it fails, what was removed for it is written again. */
async function orPutBack(
  client: ClusterdClient,
  id: InstanceId,
  replaced: readonly TextKey[],
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(await isPutBack(client, id, replaced))) {
      const left = replaced.map(({ key }) => key);
      throw new TransferError('notPutBack', left, error);
    }
    throw error;
  }
}

async function isPutBack(client: ClusterdClient, id: InstanceId, replaced: readonly TextKey[]): Promise<boolean> {
  if (replaced.length === 0) return true;
  try {
    await write(client, id, replaced);
    return true;
  } catch {
    // The failure that came first says why; the caller names the keys that this one leaves removed.
    return false;
  }
}

async function remove(client: ClusterdClient, id: InstanceId, key: string, signal?: AbortSignal): Promise<void> {
  await client.call('keys.remove', { id, key }, signal === undefined ? {} : { signal });
}

/** Writes keys by their whole names, all or none of one namespace. */
async function write(
  client: ClusterdClient,
  id: InstanceId,
  keys: readonly TextKey[],
  control?: ActControl,
): Promise<void> {
  const [first] = keys;
  if (first === undefined) return;
  const root = first.key.slice(0, first.key.indexOf('/') + 1);
  const configurations = keys.map(({ key, value, meta }) => ({ key, value, meta }));
  await client.call(
    'keys.setAll',
    { id, key: root, configurations },
    control && { signal: control.signal, onPart: (part) => control.onProgress({ step: 'written', ...part }) },
  );
}

async function removeOriginals(client: ClusterdClient, id: InstanceId, keys: readonly string[]): Promise<void> {
  for (const [at, key] of keys.entries()) {
    try {
      await remove(client, id, key);
    } catch (error) {
      throw new TransferError('notRemoved', keys.slice(at), error);
    }
  }
}

/** The name that a key at or below one of those that move has then. */
export function targetOf(name: string, moves: readonly KeyMove[]): string {
  const move = moves.find(({ key }) => isAtOrBelowText(name, key));
  return move === undefined ? name : move.target + name.slice(move.key.length);
}
