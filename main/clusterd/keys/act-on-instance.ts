import type { Progress } from '#shared/clusterd/keys.ts';
import type { Call } from '#shared/contract/operation.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Fleet } from '../instances/fleet.ts';
import { createPace, type Pace } from '../pace.ts';
import type { Clock, Log, TurnReads } from '../ports.ts';
import type { Seal, Sealing } from '../ports/sealing.ts';
import type { ChangedKey, InstanceChange } from '../registry/change-records.ts';
import type { Changes } from '../registry/changes.ts';
import type { LockedAct, Locks } from '../settings/locks.ts';
import { actWholly, type WholeAct, type Written } from './act-wholly.ts';
import { asReadBack, changedKeys, isNothing, lockedActsOf } from './changed-keys.ts';
import type { Left } from './put-back.ts';
import { hasSecrets, withSealed } from './secret-changes.ts';
import { untilBegun } from './until-begun.ts';

/** An act on keys of one instance. */
export interface InstanceAct {
  readonly id: InstanceId;
  /** The operation; history shows it. */
  readonly act: string;
  /** What it changes, as far as that is known before anything is read. */
  readonly touches: readonly LockedAct[];
  /** True: who asked for it may give it up in the middle, and what was written is put back. False: once begun it goes to its end. */
  readonly canBeGivenUp: boolean;
  readonly report?: Call<Progress>['report'];
  /** Reads what it needs, refuses what must not be, and says what is to be written. */
  plan(turn: TurnReads, pace: Pace): Promise<WholeAct>;
}

/** Who acts. */
export type ActingCall = Pick<Call, 'caller' | 'signal'>;

/**
 * The one way by which people's acts write to an instance. Inside its turn: locks, the plan with its checks, the change record, durable before the
 * first request that writes, the act, wholly or not at all, its outcome. Resolves to what was read back.
 * @throws ElektraError KEY_LOCKED, what the plan and the instance throw, naming what could not be put back; CancelledError
 */
export type ActOnInstance = (act: InstanceAct, call: ActingCall) => Promise<Written>;

/** What acts on instances need. */
export interface ActMeans {
  readonly fleet: Pick<Fleet, 'writingTurn'>;
  readonly locks: Pick<Locks, 'refuse'>;
  readonly changes: Pick<Changes, 'begin' | 'settleSoon'>;
  /** Is told of each act that may have written, when it has ended; of the keys that the act named. */
  readonly tell: (instanceId: InstanceId, keys: readonly string[]) => void;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly log: Log;
}

/** So many touched keys are looked at between two rests: the locks of each are looked up in every cluster above. */
const LOCKS_AT_ONCE = 500;

const NOTHING: Written = new Map();

export function createActOnInstance({ fleet, locks, changes, tell, sealing, clock, log }: ActMeans): ActOnInstance {
  /** Each key is looked at again: the plan may reach further than what was known before, and clusters change meanwhile. */
  function* unlocked(id: InstanceId, whole: WholeAct, seal: Seal | null): Generator<ChangedKey, undefined> {
    for (const key of changedKeys(whole)) {
      locks.refuse(id, lockedActsOf(key));
      yield seal === null ? key : withSealed(key, seal);
    }
  }

  return ({ id, act, touches, canBeGivenUp, report, plan }, { caller, signal }) =>
    untilBegun(signal, (cancellable, begin) =>
      fleet.writingTurn(
        id,
        async (turn) => {
          const pace = createPace(clock, cancellable);
          for (let from = 0; from < touches.length; from += LOCKS_AT_ONCE) {
            if (pace.isDue()) await pace.rest();
            locks.refuse(id, touches.slice(from, from + LOCKS_AT_ONCE));
          }
          const whole = await plan(turn, pace);
          if (await isNothing(whole, pace)) return NOTHING;
          const record: { begun?: InstanceChange; left: Left } = { left: { names: [], isUnknown: false } };
          const end = (outcome: InstanceChange['outcome'], written: Written) => {
            const { begun, left } = record;
            if (begun === undefined) return;
            const keys = asReadBack(begun.keys, written);
            changes.settleSoon(begun, { outcome, left: [...left.names], keys });
            tell(
              id,
              touches.map(({ key }) => key),
            );
          };
          try {
            const written = await actWholly(turn, whole, {
              async begin() {
                begin();
                const by = caller?.name ?? 'nobody';
                const seal = hasSecrets(whole) ? await sealing.ready() : null;
                const keys = unlocked(id, whole, seal);
                record.begun = await changes.begin({ instanceId: id, act, by, note: null, keys });
              },
              wanted: canBeGivenUp ? signal : cancellable,
              report,
              failed: (left) => void (record.left = left),
              pace: createPace(clock),
              log,
            });
            end('done', written);
            return written;
          } catch (error) {
            end(record.left.isUnknown ? 'unsettled' : 'failed', NOTHING);
            throw error;
          }
        },
        cancellable,
      ),
    );
}
