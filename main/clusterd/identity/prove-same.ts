import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Reaching } from '../instances/reaching.ts';
import type { ElektradTurn, Log, Random } from '../ports.ts';
import { NONCE_KEY, type ReadKeys } from './marker.ts';

interface Proving {
  readonly reaching: Pick<Reaching, 'turn'>;
  readonly random: Pick<Random, 'secret'>;
  readonly log: Log;
  /** Throws when nothing may be written to that instance. */
  readonly requireOurs: (turn: ElektradTurn, id: string) => Promise<unknown>;
}

/**
 * Whether a database is that of the instance `holder`: a nonce is written there, in its turn, and only read here. null: it cannot be told, because one of
 * the two does not answer or nothing may be written to the holder.
 */
export async function proveSame(
  { reaching, random, log, requireOurs }: Proving,
  holder: string,
  read: ReadKeys,
  signal: AbortSignal,
): Promise<boolean | null> {
  const nonce = random.secret();
  const prove = async (turn: ElektradTurn): Promise<boolean | null> => {
    await requireOurs(turn, holder);
    await turn.set(NONCE_KEY, nonce);
    try {
      const [found] = await read([NONCE_KEY]);
      return found?.value === nonce;
    } catch (error) {
      // That the other one does not answer says nothing of the holder.
      if (isElektraError(error)) return null;
      throw error;
    } finally {
      await turn
        .remove([NONCE_KEY])
        .catch((error: unknown) => log.warn({ instance: holder, err: error }, 'a nonce could not be removed again'));
    }
  };
  try {
    return await reaching.turn(holder, prove, signal);
  } catch (error) {
    if (!isElektraError(error)) throw error;
    log.info({ instance: holder, err: error }, 'whether a database is that of this instance cannot be told now');
    return null;
  }
}
