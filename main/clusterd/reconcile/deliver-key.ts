import { isElektraError, type ElektraError } from '#shared/errors/elektra-error.ts';
import type { Mirrored } from '../keys/mirrored.ts';
import { missing } from '../keys/missing.ts';
import { putBack } from '../keys/put-back.ts';
import { writeKey } from '../keys/write-key.ts';
import type { ElektradTurn, KeyContent, KeyReading, Log } from '../ports.ts';
import type { DueKey } from '../settings/effective.ts';
import { wantedOf } from './key-due.ts';
import type { KeyResult } from './progress.ts';
import { isRefusal, refuseAtKey } from './refused-key.ts';

/** Thrown in place of a failure after which nobody knows whether this key was written. */
export class UnknownOutcome extends Error {
  readonly due: DueKey;
  constructor(due: DueKey, cause: ElektraError) {
    super(cause.message, { cause });
    this.name = 'UnknownOutcome';
    this.due = due;
  }
}

/** Writes or removes one key. What the instance refuses of it is its result, and leaves it as it was. */
export async function deliverKey(
  turn: ElektradTurn,
  due: DueKey,
  before: KeyReading,
  mirrored: Mirrored,
  log: Log,
): Promise<KeyResult> {
  const wanted = wantedOf(due, before);
  try {
    refuseAtKey(due, before);
    if (wanted !== null) await turn.requireCarried([wanted]);
  } catch (error) {
    return rejected(due, error);
  }
  try {
    return await write(turn, due, before, wanted, mirrored);
  } catch (error) {
    if (isElektraError(error, 'INSTANCE_TIMEOUT')) throw new UnknownOutcome(due, error);
    const result = rejected(due, error);
    await putBack(turn, [before], log);
    return result;
  }
}

async function write(
  turn: ElektradTurn,
  due: DueKey,
  before: KeyReading,
  wanted: KeyContent | null,
  mirrored: Mirrored,
): Promise<KeyResult> {
  if (wanted === null) {
    await turn.remove([due.key]);
    return { due, outcome: 'delivered', now: missing(due.key), isWritten: true };
  }
  const now = await writeKey(turn, { before, after: wanted }, mirrored);
  const isUnsure = Object.keys(wanted.meta).some((metakey) => before.meta[metakey] !== wanted.meta[metakey]);
  return { due, outcome: 'delivered', now, isWritten: true, isUnsure };
}

/** @throws what is no refusal of this one key */
function rejected(due: DueKey, error: unknown): KeyResult {
  if (!isRefusal(error)) throw error;
  const { code, message, data } = error;
  return { due, outcome: 'rejected', error: { code, message, ...(data === undefined ? {} : { data }) } };
}
