import { join } from 'node:path';
import { openNedbStore } from '../../adapters/nedb/nedb-store.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { createSystemClock } from '../../platform/system-clock.ts';
import { startServer } from './test-application.ts';

/** Makes the registry of a clusterd that was `formerId` before, in a directory of its own. */
export async function makeSuccessor(directory: string, formerId: string): Promise<void> {
  const before = await startServer(directory);
  await before.close();
  const store = await openNedbStore({
    file: join(directory, 'registry.db'),
    log: createSilentLog(),
    clock: createSystemClock(),
  });
  await store.put({ _id: 'self/clusterd', id: before.clusterd.self.id, formerIds: [formerId] });
  await store.close();
}
