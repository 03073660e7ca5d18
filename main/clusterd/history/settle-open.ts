import { isCancelled } from '#shared/contract/cancelled.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { readMirrored } from '../keys/mirrored.ts';
import { putBack } from '../keys/put-back.ts';
import { withUnsealed } from '../keys/secret-changes.ts';
import type { ElektradTurn, KeyReading, Log } from '../ports.ts';
import type { Sealing } from '../ports/sealing.ts';
import type { ChangedKey, InstanceChange } from '../registry/change-records.ts';
import type { Changes } from '../registry/changes.ts';
import type { Locks } from '../settings/locks.ts';
import { outcomeOf, undone, type KeyOutcome } from './key-outcome.ts';

interface SettleMeans {
  readonly changes: Pick<Changes, 'open' | 'read' | 'keys' | 'settle'>;
  readonly locks: Pick<Locks, 'of'>;
  /** Is told of what was put back. */
  readonly tell: (instanceId: InstanceId, keys: readonly string[]) => void;
  readonly sealing: Sealing;
  readonly log: Log;
}

/** What was found of an act without an outcome. */
interface Found {
  /** What it would be put back to, of each key that is as the act wrote it. */
  readonly written: { readonly change: ChangedKey; readonly was: KeyReading }[];
  /** Keys that somebody else has changed since. */
  readonly others: string[];
  readonly seen: Set<KeyOutcome>;
}

/**
 * Finds out what became of acts on an instance whose outcome a crash or a silence has left open. To be run first in a turn of the instance, before
 * anything else is written: what was done wholly is done, what was not begun has failed, and of a half what is still as the act wrote it is put back,
 * but never a locked key. Nothing is ever sent again. What cannot be read stays open.
 */
export function createSettleOpen({ changes, locks, tell, sealing, log }: SettleMeans) {
  async function look(turn: ElektradTurn, change: InstanceChange): Promise<Found> {
    const found: Found = { written: [], others: [], seen: new Set() };
    const seal = change.secrets ? await sealing.ready() : null;
    for await (const keys of changes.keys(change)) {
      const readings = await turn.readMany(keys.map(({ key }) => key));
      const mirrored = await readMirrored(turn, readings);
      for (const [at, stored] of keys.entries()) {
        const now = readings[at];
        if (now === undefined) continue;
        const key = seal === null ? stored : withUnsealed(stored, seal);
        const outcome = key === null ? 'other' : outcomeOf(key, now, mirrored(now));
        found.seen.add(outcome);
        if (key === null || outcome === 'other') found.others.push(stored.key);
        else if (outcome !== 'before') found.written.push({ change: key, was: undone(key, now) });
      }
    }
    return found;
  }

  /** Resolves to the keys that are not as they were, or null when the elektrad fell silent. */
  async function putBackHalf(turn: ElektradTurn, id: InstanceId, found: Found): Promise<readonly string[] | null> {
    const isLocked = ({ change }: Found['written'][number]) => locks.of(id, change.key) !== null;
    const locked = found.written.filter(isLocked);
    // As long as a key that went is not there again, what was made of it may be all that is left of it.
    const keepsMade = locked.some(({ change }) => change.after === null);
    const stays = (each: Found['written'][number]) => isLocked(each) || (keepsMade && each.change.before === null);
    const back = found.written.filter((each) => !stays(each)).map(({ was }) => was);
    const left = await putBack(turn, back, log);
    tell(
      id,
      back.map(({ name }) => name),
    );
    if (left.isUnknown) return null;
    return [...found.others, ...found.written.filter(stays).map(({ change }) => change.key), ...left.names];
  }

  async function settle(turn: ElektradTurn, id: InstanceId, change: InstanceChange): Promise<void> {
    const found = await look(turn, change);
    const { seen } = found;
    const isHalf = seen.has('half') || (seen.has('after') && seen.has('before'));
    if (isHalf) {
      const left = await putBackHalf(turn, id, found);
      if (left === null) return stillOpen(change);
      log.warn({ instance: id, change: change.number, left }, 'half an act was found, and put back');
      await changes.settle({ ...change, outcome: 'failed', left: [...left] });
      return;
    }
    const outcome = seen.has('after') || seen.size === 0 ? 'done' : seen.has('before') ? 'failed' : 'unknown';
    const left = outcome === 'failed' ? found.others : [];
    log.info({ instance: id, change: change.number, outcome }, 'what became of an act was found out');
    await changes.settle({ ...change, outcome, left });
  }

  /** From here on other acts on the instance may follow, which must not make it look done. @throws ElektraError STORAGE_FAILED, which ends the turn */
  async function stillOpen(change: InstanceChange): Promise<void> {
    if (change.outcome === 'open') await changes.settle({ ...change, outcome: 'unsettled' });
  }

  return async (instanceId: string, turn: ElektradTurn): Promise<void> => {
    for (const { number, subject } of changes.open()) {
      if (subject !== instanceId) continue;
      const change = await changes.read(number);
      if (change?.kind !== 'instance') continue;
      try {
        await settle(turn, change.instanceId as InstanceId, change);
      } catch (error) {
        if (isCancelled(error)) throw error;
        log.warn({ instance: instanceId, change: number, err: error }, 'what became of an act cannot be found out now');
        await stillOpen(change);
      }
    }
  };
}
