import type { keyOperations, Progress } from '#shared/clusterd/keys.ts';
import type { Call, Handlers } from '#shared/contract/operation.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import type { Fleet } from '../instances/fleet.ts';
import { actWholly, type WholeAct } from '../keys/act-wholly.ts';
import { writableName } from '../keys/names.ts';
import { givenKeys, planSetAll } from '../keys/set-all.ts';
import { planTransfer } from '../keys/transfer.ts';
import { untilBegun } from '../keys/until-begun.ts';
import type { ElektradTurn, Ports } from '../ports.ts';

type KeyTransfers = Pick<typeof keyOperations, 'keys.move' | 'keys.copy' | 'keys.setAll'>;

/** Acts that write many keys. Whoever cancels one, or goes away, finds nothing of it: what was written is put back. */
export function keyTransferHandlers(
  fleet: Pick<Fleet, 'writingTurn'>,
  { log }: Pick<Ports, 'log'>,
): Handlers<KeyTransfers> {
  async function act(
    id: InstanceId,
    { signal, report }: Pick<Call<Progress>, 'signal' | 'report'>,
    plan: (turn: ElektradTurn) => Promise<WholeAct>,
  ): Promise<Record<string, never>> {
    return untilBegun(signal, (cancellable, begin) =>
      fleet.writingTurn(
        id,
        async (turn) => {
          await actWholly(turn, await plan(turn), { begin, wanted: signal, report, log });
          return {};
        },
        cancellable,
      ),
    );
  }

  return {
    async 'keys.move'({ id, key, target, force }, call) {
      const transfer = { source: writableName(key), target: writableName(target), force, keepsSource: false };
      return act(id, call, (turn) => planTransfer(turn, transfer));
    },

    async 'keys.copy'({ id, key, target, force }, call) {
      const transfer = { source: writableName(key), target: writableName(target), force, keepsSource: true };
      return act(id, call, (turn) => planTransfer(turn, transfer));
    },

    async 'keys.setAll'({ id, key, configurations }, call) {
      const given = givenKeys(writableName(key), configurations);
      return act(id, call, (turn) => planSetAll(turn, given));
    },
  };
}
