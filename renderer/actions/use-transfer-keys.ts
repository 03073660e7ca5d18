import { useI18n } from 'vue-i18n';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { useClient } from '../api/clusterd-client.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { useDraftsStore } from '../stores/drafts-store.ts';
import { useKeysStore } from '../stores/keys-store.ts';
import { useOpenRowsStore } from '../stores/open-rows-store.ts';
import { useValuesStore } from '../stores/values-store.ts';
import type { KeyMove, Transfer } from '../stores/key-transfer.ts';
import { clusterOf, isClusterSubject, type SubjectId } from '../stores/subject.ts';
import { namesAt } from './names-at.ts';
import { transferAcross } from './transfer-across.ts';
import { transferEdits } from './transfer-edits.ts';
import { transferWithin } from './transfer-within.ts';
import { useProposeEdits } from './use-propose-edits.ts';

/** Names that a sentence takes; the others are counted. */
const NAMED = 5;
/** From so many keys on it costs less to read all names again than those below each. */
const MANY = 20;

/** Moves and copies keys, and shows what has become of them: names, open rows, unsaved values. */
export function useTransferKeys() {
  const { t, locale } = useI18n();
  const client = useClient();
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const openRows = useOpenRowsStore();
  const propose = useProposeEdits();
  const values = useValuesStore();

  /**
   * Into a cluster it is proposed: the plan is open then. After a failure or a cancellation the names are read again.
   * @throws TransferError, ElektraError, CancelledError
   */
  async function transfer(wanted: Transfer, control: ActControl): Promise<'done' | 'proposed'> {
    const { from, to } = wanted;
    if (isClusterSubject(to)) {
      propose({ clusterId: clusterOf(to), edits: await transferEdits(client, wanted, notCarried, control) });
      return 'proposed';
    }
    try {
      if (from === to) await transferWithin(client, { ...wanted, from: to }, sizeOf, control);
      else await transferAcross(client, { ...wanted, to }, notCarried, control);
    } catch (error) {
      if (isCancelled(error)) await untilPutBack(to);
      await readAgain();
      throw error;
    }
    if (wanted.mode === 'move' && wanted.from === wanted.to) wanted.moves.forEach((move) => carry(wanted.to, move));
    if (wanted.mode === 'move' && keys.subjectId === from && !isClusterSubject(from))
      wanted.moves.forEach(({ key }) => forget(key));
    if (keys.subjectId === wanted.to) await takeIn(wanted.to, wanted.moves);
    return 'done';
  }

  /** A cancelled act is over here at once, while clusterd still puts back what it had written. */
  async function untilPutBack(id: InstanceId): Promise<void> {
    try {
      await client.call('keys.settled', { id });
    } catch {
      // The names are read all the same, and that says whether the instance answers.
    }
  }

  /** What is unsaved and what is open goes along. */
  function carry(id: SubjectId, { key, target }: KeyMove): void {
    drafts.move(id, key, target);
    openRows.move(id, key, target);
  }

  function forget(name: string): void {
    values.forget(keys.subtree(name));
    keys.drop(name);
  }

  /** Names and values at the targets as they are now. */
  async function takeIn(id: SubjectId, moves: readonly KeyMove[]): Promise<void> {
    if (moves.length > MANY) return readAgain();
    const found = await Promise.all(
      moves.map(async ({ target }) => [target, await namesAt(client, id, target)] as const),
    );
    for (const [target, names] of found) {
      values.forget([...keys.subtree(target), ...names]);
      keys.put(target, names);
    }
  }

  async function readAgain(): Promise<void> {
    values.invalidate();
    await keys.refresh();
  }

  function sizeOf(key: string): number {
    return Math.max(1, keys.subtree(key).length);
  }

  function notCarried(names: readonly string[]): string {
    const named = names.slice(0, NAMED).join(', ');
    const more = names.length - NAMED;
    if (more <= 0) return t('keys.transfer.notCarried', { names: named }, names.length);
    return t('keys.transfer.notCarriedMore', { names: named, more: more.toLocaleString(locale.value) });
  }

  return { transfer };
}
