import type { keyOperations, Progress } from '#shared/clusterd/keys.ts';
import type { Call, Handlers, InputOf } from '#shared/contract/operation.ts';
import type { ActOnInstance } from '../keys/act-on-instance.ts';
import { writableName } from '../keys/names.ts';
import { givenKeys, planSetAll } from '../keys/set-all.ts';
import { planTransfer } from '../keys/transfer.ts';
import type { TurnReads } from '../ports.ts';
import type { LockedAct } from '../settings/locks.ts';

type KeyTransfers = Pick<typeof keyOperations, 'keys.move' | 'keys.copy' | 'keys.setAll'>;

/** Acts that write many keys. Whoever cancels one, or goes away, finds nothing of it: what was written is put back. */
export function keyTransferHandlers(act: ActOnInstance): Handlers<KeyTransfers> {
  async function transfer(
    name: 'keys.move' | 'keys.copy',
    { id, key, target: to, force }: InputOf<KeyTransfers['keys.move']>,
    { report, ...call }: Call<Progress>,
  ): Promise<Record<string, never>> {
    const [source, target] = [writableName(key), writableName(to)];
    const keepsSource = name === 'keys.copy';
    const touches: LockedAct[] = (keepsSource ? [target] : [source, target]).map((root) => ({
      key: root,
      what: 'subtree',
    }));
    const plan = { source, target, force, keepsSource };
    await act({ id, act: name, touches, canBeGivenUp: true, report, plan: (turn) => planTransfer(turn, plan) }, call);
    return {};
  }

  return {
    'keys.move': (input, call) => transfer('keys.move', input, call),
    'keys.copy': (input, call) => transfer('keys.copy', input, call),

    async 'keys.setAll'({ id, key, configurations }, { report, ...call }) {
      const given = givenKeys(writableName(key), configurations);
      const touches = [...given].flatMap(([name, { meta }]): LockedAct[] => [
        { key: name, what: 'value' },
        ...(meta.size === 0 ? [] : [{ key: name, what: { metakeys: [...meta.keys()] } }]),
      ]);
      const plan = (turn: TurnReads) => planSetAll(turn, given);
      await act({ id, act: 'keys.setAll', touches, canBeGivenUp: true, report, plan }, call);
      return {};
    },
  };
}
