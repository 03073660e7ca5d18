import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { Call } from '#shared/contract/operation.ts';
import type { HostContext } from './host-context.ts';

/** Runs an operation when all before it have ended, unless its caller is gone by then. What writes goes on when its caller leaves later. */
export function inTurn<T>({ turns }: HostContext, { signal }: Call, work: () => Promise<T>): Promise<T> {
  return turns.alone(async () => {
    throwIfAborted(signal);
    return work();
  });
}
