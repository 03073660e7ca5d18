import { clusterdContract } from '#shared/clusterd/contract.ts';
import { openClusterd, type OpenClusterdOptions } from '../clusterd-server.ts';
import type { Clusterd } from '../clusterd/clusterd.ts';
import type { Log } from '../clusterd/ports.ts';
import { createClosers } from '../closers.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import type { WindowTarget } from './window-transport.ts';

/** This machine's own clusterd, in this process. */
export interface LocalFleet extends WindowTarget {
  readonly clusterd: Clusterd;
  /** Nothing is delivered afterwards, and another process may open the same data. */
  close(): Promise<void>;
}

/** @throws StartRefused when another process holds the data, or they are damaged or newer. */
export async function openLocalFleet(options: OpenClusterdOptions, log: Log): Promise<LocalFleet> {
  const closers = createClosers();
  try {
    const clusterd = await openClusterd(options, log, closers);
    const { handlers, events } = clusterd;
    const dispatcher = createDispatcher({ contract: clusterdContract, handlers, log, validateOutput: false });
    clusterd.watch();
    return { clusterd, dispatcher, events, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
