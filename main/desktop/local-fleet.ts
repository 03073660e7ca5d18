import { clusterdContract } from '#shared/clusterd/contract.ts';
import { ElektraError, errorBodyOf } from '#shared/errors/elektra-error.ts';
import { openClusterd, type OpenClusterdOptions } from '../open-clusterd.ts';
import type { Clusterd } from '../clusterd/clusterd.ts';
import type { Log } from '../clusterd/ports.ts';
import { createClosers } from '../closers.ts';
import { createDispatcher, type Dispatcher } from '../transport/dispatcher.ts';
import { createRestingElektrads } from './resting-elektrads.ts';
import type { WindowTarget } from './window-transport.ts';

/** This machine's own clusterd, in this process. */
export interface LocalFleet extends WindowTarget {
  readonly clusterd: Clusterd;
  /** Calls that run are cut off. Nothing is delivered afterwards. */
  close(): Promise<void>;
}

/**
 * `resting`: why nothing is delivered or changed from here, continuing a sentence; it can only be looked at then. Null: it works.
 * @throws StartRefused when another process holds the data, or they are damaged or newer.
 */
export async function openLocalFleet(
  options: OpenClusterdOptions,
  resting: string | null,
  log: Log,
): Promise<LocalFleet> {
  const closers = createClosers();
  try {
    const elektrads = resting === null ? {} : { elektrads: createRestingElektrads(resting) };
    const clusterd = await openClusterd({ ...options, ...elektrads }, log, closers);
    const { handlers, events } = clusterd;
    const all = createDispatcher({ contract: clusterdContract, handlers, log, validateOutput: false });
    const { dispatcher, end } = endable(resting === null ? all : forLooking(all, resting));
    closers.add(end);
    if (resting === null) clusterd.watch();
    return { clusterd, dispatcher, events, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** What runs is waited for when it ends, since it may still store something. */
function endable({ dispatch }: Dispatcher): { readonly dispatcher: Dispatcher; readonly end: () => Promise<void> } {
  const running = new Set<Promise<unknown>>();
  const ending = new AbortController();
  return {
    dispatcher: {
      dispatch(operation, input, call) {
        const signal = AbortSignal.any([call.signal, ending.signal]);
        const run = dispatch(operation, input, { ...call, signal });
        running.add(run);
        const forget = () => void running.delete(run);
        run.then(forget, forget);
        return run;
      },
    },
    async end() {
      ending.abort();
      await Promise.allSettled(running);
    },
  };
}

function forLooking(all: Dispatcher, resting: string): Dispatcher {
  return {
    async dispatch(operation, input, call) {
      const isCommand = Object.entries(clusterdContract).some(
        ([name, { kind }]) => name === operation && kind === 'command',
      );
      if (!isCommand) return all.dispatch(operation, input, call);
      const error = new ElektraError('FORBIDDEN', `Nothing can be changed from here: ${resting}.`, { data: {} });
      return { ok: false, error: errorBodyOf(error, call.requestId) };
    },
  };
}
