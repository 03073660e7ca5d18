import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { isAtOrBelow, replacePrefix, tryParseKeyName, type KeyName } from '#shared/model/key-name.ts';
import type { ElektradTurn, KeyReading, Log } from '../ports.ts';
import { putBack, writeKeys } from './put-back.ts';
import { readBatches } from './read-batches.ts';
import { refuseNotCarried, refuseRestricted } from './restrictions.ts';

/** How many keys are named in a message; the log has them all. */
const NAMED = 10;

/** A key and everything below it, read inside the turn. */
export async function readSubtree(turn: ElektradTurn, name: string): Promise<readonly KeyReading[]> {
  const { names } = await turn.read(name);
  return (await readBatches(turn, names)).filter((reading) => reading.exists);
}

/** A subtree that gets another name, or a second one. */
export interface Transfer {
  readonly source: KeyName;
  readonly target: KeyName;
  /** Replaces what is at the target. */
  readonly force: boolean;
  /** A copy, not a move. */
  readonly keepsSource: boolean;
}

/** What an act on many keys needs besides them. */
interface Acting {
  /** Called just before the first write. */
  readonly begin: () => void;
  readonly log: Log;
}

/** Removes a key and everything below it, wholly or not at all. @throws ElektraError KEY_RESTRICTED and what the turn throws */
export async function removeSubtree(
  turn: ElektradTurn,
  subtree: readonly KeyReading[],
  { begin, log }: Acting,
): Promise<void> {
  refuseRestricted('remove', subtree);
  begin();
  try {
    await turn.remove(subtree.map((key) => key.name));
  } catch (error) {
    throw await afterPuttingBack(turn, error, { remove: [], restore: subtree }, log);
  }
}

/**
 * Gives a subtree another name from reads, writes and deletes, because the field's own move loses keys: the target is whole before the first key of
 * the source goes. @throws ElektraError KEY_NOT_FOUND, TARGET_EXISTS, KEY_RESTRICTED, VALUE_NOT_CARRIED and what the turn throws
 */
export async function transferSubtree(
  turn: ElektradTurn,
  { source, target, force, keepsSource }: Transfer,
  { begin, log }: Acting,
): Promise<void> {
  if (isAtOrBelow(target, source) || isAtOrBelow(source, target)) {
    const reason = 'A key cannot be moved into itself, nor onto a key that is above it.';
    throw new ElektraError('KEY_NAME_INVALID', reason, { data: { key: target, reason } });
  }
  const subtree = await readSubtree(turn, source);
  if (subtree.length === 0) {
    throw new ElektraError('KEY_NOT_FOUND', `There is no key ${source}, nor any below it.`, { data: { key: source } });
  }
  if (!keepsSource) refuseRestricted('remove', subtree);
  refuseNotCarried(subtree);
  const { names } = await turn.read(target);
  if (names.length > 0 && !force) {
    throw new ElektraError('TARGET_EXISTS', `There is ${names[0]} already. Choose another name.`, {
      data: { key: names[0] ?? target },
    });
  }

  const begun: string[] = [];
  begin();
  try {
    await writeKeys(
      turn,
      subtree.map((key) => renamed(key, source, target)),
      (name) => begun.push(name),
    );
    if (!keepsSource) await turn.remove(subtree.map((key) => key.name));
  } catch (error) {
    throw await afterPuttingBack(turn, error, { remove: begun, restore: subtree }, log);
  }
}

function renamed(key: KeyReading, source: KeyName, target: KeyName): KeyReading {
  const parsed = tryParseKeyName(key.name);
  if (!parsed.ok) {
    const reason = `${key.name}: ${parsed.problem.message}`;
    throw new ElektraError('KEY_NAME_INVALID', reason, { data: { key: key.name, reason } });
  }
  return { ...key, name: replacePrefix(parsed.name, source, target) };
}

/** The error to throw once everything is as it was; where that is not so, it names what is not. */
async function afterPuttingBack(
  turn: ElektradTurn,
  error: unknown,
  act: { readonly remove: readonly string[]; readonly restore: readonly KeyReading[] },
  log: Log,
): Promise<unknown> {
  const failed = await putBack(turn, act, log);
  if (failed.length === 0 || !isElektraError(error)) return error;
  return new ElektraError(
    error.code,
    `${error.message} What was done before could not be put back for: ${named(failed)}`,
    {
      data: error.data as never,
      cause: error,
    },
  );
}

function named(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')}, and ${more} more` : names.join(', ');
}
