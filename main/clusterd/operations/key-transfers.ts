import type { keyOperations, Progress } from '#shared/clusterd/keys.ts';
import type { Call, Handlers, InputOf } from '#shared/contract/operation.ts';
import type { ActOnInstance } from '../keys/act-on-instance.ts';
import { writableName } from '../keys/names.ts';
import { givenKeys, planSetAll } from '../keys/set-all.ts';
import { planTransfer } from '../keys/transfer.ts';
import { createPace, mapPaced, type Pace } from '../pace.ts';
import type { Clock, TurnReads } from '../ports.ts';
import type { LockedAct } from '../settings/locks.ts';

type KeyTransfers = Pick<typeof keyOperations, 'keys.move' | 'keys.copy' | 'keys.setAll'>;

/** Acts that write many keys. Whoever cancels one, or goes away, finds nothing of it: what was written is put back. */
export function keyTransferHandlers(act: ActOnInstance, { clock }: { readonly clock: Clock }): Handlers<KeyTransfers> {
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
    const planned = (turn: TurnReads, pace: Pace) => planTransfer(turn, plan, pace);
    await act({ id, act: name, touches, canBeGivenUp: true, report, plan: planned }, call);
    return {};
  }

  return {
    'keys.move': (input, call) => transfer('keys.move', input, call),
    'keys.copy': (input, call) => transfer('keys.copy', input, call),

    async 'keys.setAll'({ id, key, configurations }, { report, ...call }) {
      const pace = createPace(clock, call.signal);
      const given = await givenKeys(writableName(key), configurations, pace);
      const touches = await mapPaced(given, pace, ([name, { meta }]): LockedAct[] => [
        { key: name, what: 'value' },
        ...(meta.size === 0 ? [] : [{ key: name, what: { metakeys: [...meta.keys()] } }]),
      ]);
      const plan = (turn: TurnReads, turnPace: Pace) => planSetAll(turn, given, turnPace);
      await act({ id, act: 'keys.setAll', touches: touches.flat(), canBeGivenUp: true, report, plan }, call);
      return {};
    },
  };
}
