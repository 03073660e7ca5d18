import type { ElektradTurn, KeyReading, Log } from '../ports.ts';

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

/**
 * Undoes what a failed act did: `remove` goes, `restore` is as it was read. Returns the names for which that failed too; they must be named to the
 * person. Each key is tried on its own, so that one which resists does not keep back the rest.
 */
export async function putBack(
  turn: ElektradTurn,
  { remove, restore }: { readonly remove: readonly string[]; readonly restore: readonly KeyReading[] },
  log: Log,
): Promise<readonly string[]> {
  const failed: string[] = [];
  const attempt = async (name: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failed.push(name);
      log.warn({ key: name, err: error }, 'a key could not be put back after a failed act');
    }
  };
  for (const key of restore) await attempt(key.name, () => writeKeys(turn, [key]));
  for (const name of [...remove].reverse()) await attempt(name, () => turn.remove([name]));
  return failed;
}
