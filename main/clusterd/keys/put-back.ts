import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { ElektradTurn, KeyReading, Log } from '../ports.ts';
import { readBatches } from './read-batches.ts';

/**
 * Writes keys as they were read, value first and then metadata, in the order given.
 * Metadata that is there already (it may mirror `spec:`) is not written again.
 */
export async function writeKeys(
  turn: ElektradTurn,
  keys: readonly KeyReading[],
  written?: (name: string) => void,
): Promise<void> {
  for (const key of keys) {
    written?.(key.name);
    const stored = await turn.set(key.name, key.value ?? '');
    for (const [metakey, value] of Object.entries(key.meta)) {
      if (stored.meta[metakey] !== value) await turn.setMeta(key.name, metakey, value);
    }
  }
}

/** So many failures in a row to reach the elektrad, each of which can take half a minute, mean that it is gone. */
const SILENCES = 2;

/**
 * Undoes what a failed act did: `remove` goes, `restore` is as it was read; what the act had not touched yet is not written again. Returns the names for
 * which that failed; they must be named to the person. Each key is tried on its own, so that one which resists does not keep back the rest.
 */
export async function putBack(
  turn: ElektradTurn,
  { remove, restore }: { readonly remove: readonly string[]; readonly restore: readonly KeyReading[] },
  log: Log,
): Promise<readonly string[]> {
  const failed: string[] = [];
  let silences = 0;
  const attempt = async (name: string, work: () => Promise<void>) => {
    if (silences < SILENCES) {
      try {
        await work();
        silences = 0;
        return;
      } catch (error) {
        silences = isSilence(error) ? silences + 1 : 0;
        log.warn({ key: name, err: error }, 'a key could not be put back after a failed act');
      }
    }
    failed.push(name);
  };
  let changed = restore;
  try {
    changed = await changedSince(turn, restore);
  } catch (error) {
    silences = 1;
    log.warn({ err: error }, 'what a failed act has changed cannot be read');
  }
  for (const key of changed) await attempt(key.name, () => restoreKey(turn, key));
  for (const name of [...remove].reverse()) await attempt(name, () => turn.remove([name]));
  if (failed.length > 0) log.error({ keys: failed }, 'these keys could not be put back after a failed act');
  return failed;
}

async function restoreKey(turn: ElektradTurn, key: KeyReading): Promise<void> {
  if (key.value === undefined) throw new Error('It held binary data or null, which cannot be written.');
  await writeKeys(turn, [key]);
}

async function changedSince(turn: ElektradTurn, keys: readonly KeyReading[]): Promise<readonly KeyReading[]> {
  const now = await readBatches(
    turn,
    keys.map(({ name }) => name),
  );
  return keys.filter((key, at) => !isSame(key, now[at]));
}

function isSame(before: KeyReading, now: KeyReading | undefined): boolean {
  return (
    now?.exists === true &&
    now.value === before.value &&
    Object.entries(before.meta).every(([metakey, value]) => now.meta[metakey] === value)
  );
}

function isSilence(error: unknown): boolean {
  return (
    isElektraError(error, 'INSTANCE_UNREACHABLE') || isElektraError(error, 'INSTANCE_TIMEOUT') || isCancelled(error)
  );
}
