import type { InstanceId } from '#shared/model/instance.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import type { KeyMove, Transfer } from '../stores/key-transfer.ts';
import type { ClusterdClient } from './names-at.ts';
import { TransferError } from './transfer-error.ts';

/**
 * Moves or copies keys inside one instance, one after another. When one fails, those before it are put back; replaced ones cannot be.
 * `sizeOf`: about how many keys go along with a key, for the progress.
 * @throws TransferError naming what could not be put back; ElektraError, CancelledError when nothing has changed
 */
export async function transferWithin(
  client: ClusterdClient,
  transfer: Transfer & { readonly from: InstanceId },
  sizeOf: (key: string) => number,
  { signal, onProgress }: ActControl,
): Promise<void> {
  const { mode, from: id, moves, replace } = transfer;
  const sizes = moves.map(({ key }) => sizeOf(key));
  const total = sum(sizes);
  for (const [at, { key, target }] of moves.entries()) {
    const before = sum(sizes.slice(0, at));
    const tell = (part: { readonly done: number; readonly total: number }): void => {
      const share = part.total === 0 ? 1 : part.done / part.total;
      onProgress({ step: 'written', done: before + Math.round(share * (sizes[at] ?? 0)), total });
    };
    try {
      const input = { id, key, target, force: replace.has(target) };
      await client.call(mode === 'move' ? 'keys.move' : 'keys.copy', input, { signal, onPart: tell });
    } catch (error) {
      const left = await putBack(client, transfer, moves.slice(0, at));
      throw left.length === 0 ? error : new TransferError('notPutBack', left, error);
    }
  }
}

/** Undoes moves that have happened, the last first. Returns the targets that stay as they are now. */
async function putBack(
  client: ClusterdClient,
  transfer: Transfer & { readonly from: InstanceId },
  done: readonly KeyMove[],
): Promise<string[]> {
  const { mode, from: id, replace } = transfer;
  const left: string[] = [];
  for (const { key, target } of [...done].reverse()) {
    try {
      if (replace.has(target)) left.push(target);
      else if (mode === 'move') await client.call('keys.move', { id, key: target, target: key });
      else await client.call('keys.remove', { id, key: target });
    } catch {
      // The person is told of the failure that came first, and of every key for which this one means that it stays.
      left.push(target);
    }
  }
  return left;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
