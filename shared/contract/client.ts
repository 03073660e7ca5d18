import { valueOf, type Reply } from '../errors/reply.ts';
import type { CallInputOf, Contract, OutputOf } from './operation.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** One way to reach the dispatcher: memory, IPC or HTTP. Rejects with CancelledError or ConnectionLostError; every other failure is a reply. */
export type Send = (operation: string, input: unknown, options: CallOptions) => Promise<Reply>;

/** The same typed client over every transport. `call` throws ElektraError with a code that the operation may end with, CancelledError or ConnectionLostError. */
export interface Client<C extends Contract> {
  call<Name extends keyof C & string>(
    operation: Name,
    input: CallInputOf<C[Name]>,
    options?: CallOptions,
  ): Promise<OutputOf<C[Name]>>;
}

export function createClient<C extends Contract>(send: Send): Client<C> {
  return {
    async call<Name extends keyof C & string>(operation: Name, input: CallInputOf<C[Name]>, options: CallOptions = {}) {
      return valueOf(await send(operation, input, options)) as OutputOf<C[Name]>;
    },
  };
}
