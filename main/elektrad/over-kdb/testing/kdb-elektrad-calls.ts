import type { Call, InputOf, OutputOf, PartOf } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { elektradContract } from '#shared/elektrad/contract.ts';
import type { Elektrad } from '../../elektrad.ts';
import { createKdbElektrad } from '../kdb-elektrad.ts';
import { createStandInCommand, type StandInCommand } from './stand-in-command.ts';

export interface KdbElektrad {
  readonly kdb: StandInCommand;
  readonly elektrad: Elektrad;
  /** Calls an operation with what is left out at its default. */
  call<Name extends keyof ElektradContract>(
    name: Name,
    input: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<OutputOf<ElektradContract[Name]>>;
}

/** An elektrad over the stand-in. */
export function kdbElektrad(): KdbElektrad {
  const kdb = createStandInCommand();
  const elektrad = createKdbElektrad({ kdb, version: '0.11.0', product: { name: 'test', version: '1' } });
  return {
    kdb,
    elektrad,
    call(name, input, signal = new AbortController().signal) {
      const parsed = elektradContract[name].input.parse(input) as InputOf<ElektradContract[typeof name]>;
      const call: Call<PartOf<ElektradContract[typeof name]>> = { caller: null, requestId: 'test', signal };
      return elektrad.handlers[name](parsed, call);
    },
  };
}
