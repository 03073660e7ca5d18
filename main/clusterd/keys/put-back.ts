import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { filterPaced, type Pace } from '../pace.ts';
import type { ElektradTurn, KeyReading, Log } from '../ports.ts';
import { readBatches } from './read-batches.ts';
import { specFirst } from './spec-first.ts';
import { writeKey } from './write-key.ts';

/** So many failures in a row to reach the elektrad, each of which can take half a minute, mean that it is gone. */
const SILENCES = 2;

/** What a failed act has left. */
export interface Left {
  /** The keys that are not as they were. */
  readonly names: readonly string[];
  /** The elektrad fell silent: whether these were changed, and what they hold, is not known. */
  readonly isUnknown: boolean;
}

/**
 * Undoes what a failed act did to these keys, given as they were before: what existed is as it was again, what did not is removed. What the act has
 * not changed is not written again. Returns for which that failed; they must be named to the person. Each key is tried on its own, so that
 * one which resists does not keep back the rest; but what the act has made stays as long as a key that it removed is not there again.
 */
export async function putBack(
  turn: ElektradTurn,
  touched: readonly KeyReading[],
  log: Log,
  pace?: Pace,
): Promise<Left> {
  const failed: string[] = [];
  let silences = 0;
  let isRead = true;
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
  const now = new Map<string, KeyReading>();
  try {
    for (const reading of await readBatches(
      turn,
      touched.map(({ name }) => name),
    ))
      now.set(reading.name, reading);
  } catch (error) {
    silences = 1;
    isRead = false;
    log.warn({ err: error }, 'what a failed act has changed cannot be read');
  }
  const changed = isRead ? await changedOf(touched, now, pace) : touched;
  for (const key of specFirst(changed.filter(({ exists }) => exists)))
    await attempt(key.name, () => restore(turn, key));
  const isLost = ({ name }: KeyReading) => now.get(name)?.exists !== true && failed.includes(name);
  const created = changed.filter(({ exists }) => !exists).map(({ name }) => name);
  if (changed.some(isLost)) {
    // What is at the target of a move may be all that is left of it.
    failed.push(...created);
  } else if (!(await areRemoved(turn, created, silences, log))) {
    for (const name of created.reverse()) await attempt(name, () => turn.remove([name]));
  }
  if (failed.length > 0) log.error({ keys: failed }, 'these keys could not be put back after a failed act');
  return { names: failed, isUnknown: failed.length > 0 && (!isRead || silences > 0) };
}

/** `pace` absent: they are few. */
async function changedOf(touched: readonly KeyReading[], now: ReadonlyMap<string, KeyReading>, pace?: Pace) {
  const isChanged = (key: KeyReading) => !isSame(key, now.get(key.name));
  return pace === undefined ? touched.filter(isChanged) : filterPaced(touched, pace, isChanged);
}

/** Removes them all at once, which is all that most need. */
async function areRemoved(turn: ElektradTurn, names: readonly string[], silences: number, log: Log): Promise<boolean> {
  if (silences >= SILENCES) return false;
  try {
    await turn.remove(names);
    return true;
  } catch (error) {
    log.warn({ err: error }, 'keys that a failed act has made could not be removed at once');
    return false;
  }
}

/** Reads it again first: what was put back before it in `spec:` may have changed its metadata. */
async function restore(turn: ElektradTurn, { name, value, meta }: KeyReading): Promise<void> {
  const [before] = await turn.readMany([name]);
  if (before === undefined) return;
  if (value === undefined && (!before.exists || before.value !== undefined)) {
    throw new Error('It held binary data or null, which cannot be written.');
  }
  await writeKey(turn, { before, after: { name, value: value ?? null, meta } });
}

function isSame(before: KeyReading, now: KeyReading | undefined): boolean {
  if (now === undefined || now.exists !== before.exists || now.value !== before.value) return false;
  const metakeys = Object.keys(before.meta);
  return (
    metakeys.length === Object.keys(now.meta).length &&
    metakeys.every((metakey) => now.meta[metakey] === before.meta[metakey])
  );
}

/** The elektrad does not answer, or nobody waits for its answer any more. */
export function isSilence(error: unknown): boolean {
  return (
    isElektraError(error, 'INSTANCE_UNREACHABLE') || isElektraError(error, 'INSTANCE_TIMEOUT') || isCancelled(error)
  );
}
