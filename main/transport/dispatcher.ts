import type { Call, Contract, Handlers } from '#shared/contract/operation.ts';
import { CancelledError, isCancelled, throwIfAborted } from '#shared/contract/cancelled.ts';
import { ElektraError, errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { authorise } from './authorise.ts';
import { compileOperation, type CompiledOperation } from './compiled-operation.ts';
import { invalidInput } from './invalid-input.ts';
import type { TransportLog } from './transport-log.ts';

/** The one way to every operation: look up, authorise, validate, run, map errors. */
export interface Dispatcher {
  /** @throws CancelledError, and nothing else, when the signal was aborted and the operation ended because of it. */
  dispatch(operation: string, input: unknown, call: Call<unknown>): Promise<Reply>;
}

export interface DispatcherOptions<C extends Contract> {
  readonly contract: C;
  readonly handlers: Handlers<C>;
  readonly log: TransportLog;
  /** True in tests and development: an output or an error's data that does not fit the contract is a bug. */
  readonly validateOutput: boolean;
}

export function createDispatcher<C extends Contract>(options: DispatcherOptions<C>): Dispatcher {
  const { contract, handlers, log, validateOutput } = options;
  const operations = new Map<string, CompiledOperation>();
  for (const name of Object.keys(contract)) {
    operations.set(name, compileOperation(name, contract, handlers, validateOutput));
  }

  function failure(error: unknown, operation: CompiledOperation, { requestId, signal }: Call<unknown>): Reply {
    if (signal.aborted && isCancelled(error)) throw new CancelledError();
    if (isElektraError(error) && operation.mayEndWith(error)) {
      return { ok: false, error: errorBodyOf(error, requestId) };
    }
    log.error({ err: error, requestId, operation: operation.name }, 'an operation failed in a way it does not list');
    return { ok: false, error: errorBodyOf(new ElektraError('INTERNAL'), requestId) };
  }

  return {
    async dispatch(name, input, call) {
      const operation = operations.get(name);
      if (operation === undefined) return { ok: false, error: errorBodyOf(unknownOperation(name), call.requestId) };
      try {
        throwIfAborted(call.signal);
        authorise(operation.role, call.caller);
        const parsed = operation.input.safeParse(input);
        if (!parsed.success) throw invalidInput(parsed.error.issues);
        const value = await operation.run(parsed.data, call);
        operation.checkOutput(value);
        return { ok: true, value };
      } catch (error) {
        return failure(error, operation, call);
      }
    },
  };
}

function unknownOperation(name: string): ElektraError {
  return new ElektraError('NOT_FOUND', `There is no operation "${name.slice(0, 100)}".`);
}
