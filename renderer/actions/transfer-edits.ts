import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import type { Transfer } from '../stores/key-transfer.ts';
import { isClusterSubject } from '../stores/subject.ts';
import type { ClusterdClient } from './names-at.ts';
import { readSubtrees, type TextKey } from './read-subtrees.ts';
import { targetOf } from './transfer-across.ts';
import { withoutMirrored } from './without-mirrored.ts';

/**
 * Keys on their way into a cluster, as edits of it. What comes from an instance, or from another cluster, stays there.
 * @throws ElektraError VALUE_NOT_CARRIED, …; CancelledError
 */
export async function transferEdits(
  client: ClusterdClient,
  { mode, from, to, moves, replace }: Transfer,
  notCarried: (names: readonly string[]) => string,
  control: ActControl,
): Promise<readonly ClusterEdit[]> {
  const replaced = [...replace].map((key) => ({ kind: 'remove', key, keep: false }) as const);
  if (from === to) return [...replaced, ...moves.map(({ key, target }) => ({ kind: mode, key, target }) as const)];
  const roots = moves.map(({ key }) => key);
  const read = await readSubtrees(client, from, roots, notCarried, control);
  const own = isClusterSubject(from) ? read : await withoutMirrored(client, from, read, control);
  return [...replaced, ...settingEdits(own.map((state) => ({ ...state, key: targetOf(state.key, moves) })))];
}

/** Keys with value and metadata as edits that set them. */
export function settingEdits(keys: readonly TextKey[]): readonly ClusterEdit[] {
  return keys.map(({ key, value, meta }) => ({ kind: 'set', key, value, meta }));
}
