import { hideOwnKeys, hideOwnKeysInTurn } from '../keys/hide-own-keys.ts';
import type { Identity } from '../identity/identity.ts';
import type { Elektrad, ElektradTurn } from '../ports.ts';
import type { Reaching } from './reaching.ts';

/** The registered instances, as acts of people and deliveries use them: clusterd's own keys are not there. */
export interface Fleet extends Reaching {
  /** Runs `work` over the instance's connection and notes whether it answered. @throws ElektraError INSTANCE_NOT_FOUND and what `work` throws. */
  reach<T>(id: string, work: (elektrad: Elektrad) => Promise<T>): Promise<T>;
  /**
   * The one way to write: runs `work` in the instance's turn, after it is known that its database is ours to write to, and what became of earlier acts
   * there.
   * @throws ElektraError INSTANCE_NOT_FOUND, INSTANCE_OWNED, IDENTITY_CHANGED, INSTANCE_MAY_EXIST, and what `work` throws
   */
  writingTurn<T>(id: string, work: (turn: ElektradTurn) => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** `first` is done before anything else in each turn that may write. */
export function createFleet(
  reaching: Reaching,
  identity: Pick<Identity, 'prepare' | 'requireOurs'>,
  first: (id: string, turn: ElektradTurn) => Promise<void>,
): Fleet {
  return {
    ...reaching,
    turn: (id, work, signal) => reaching.turn(id, (turn) => work(hideOwnKeysInTurn(turn)), signal),
    reach: (id, work) => reaching.reach(id, (elektrad) => work(hideOwnKeys(elektrad))),
    async writingTurn(id, work, signal) {
      await identity.prepare(id);
      return reaching.turn(
        id,
        async (turn) => {
          const visible = hideOwnKeysInTurn(await identity.requireOurs(turn, id));
          await first(id, visible);
          return work(visible);
        },
        signal,
      );
    },
  };
}
