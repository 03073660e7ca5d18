import { valueOf, type Reply } from '../errors/reply.ts';
import type { CallInputOf, Contract, OutputOf, PartOf } from './operation.ts';

export interface CallOptions<Part = unknown> {
  readonly signal?: AbortSignal;
  /** Called with each part, in order, before the call resolves. */
  readonly onPart?: (part: Part) => void;
}

/** One way to reach the dispatcher: memory, IPC or HTTP. Rejects with CancelledError or ConnectionLostError; every other failure is a reply. */
export type Send = (operation: string, input: unknown, options: CallOptions) => Promise<Reply>;

/** The same typed client over every transport. `call` throws ElektraError with a code that the operation may end with, CancelledError or ConnectionLostError. */
export interface Client<C extends Contract> {
  call<Name extends keyof C & string>(
    operation: Name,
    input: CallInputOf<C[Name]>,
    options?: CallOptions<PartOf<C[Name]>>,
  ): Promise<OutputOf<C[Name]>>;
}

export function createClient<C extends Contract>(send: Send): Client<C> {
  return {
    async call<Name extends keyof C & string>(
      operation: Name,
      input: CallInputOf<C[Name]>,
      options: CallOptions<PartOf<C[Name]>> = {},
    ) {
      return valueOf(await send(operation, input, options as CallOptions)) as OutputOf<C[Name]>;
    },
  };
}
