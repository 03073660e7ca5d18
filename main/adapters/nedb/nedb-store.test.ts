import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '../../clusterd/testing/fake-clock.ts';
import { describeDocumentStore } from '../../clusterd/testing/document-store-conformance.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { openNedbStore } from './nedb-store.ts';

describeDocumentStore('NeDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nedb-store-'));
  const open = () =>
    openNedbStore({ file: join(folder, 'registry.db'), log: createSilentLog(), clock: createFakeClock() });
  return { store: await open(), reopen: open, discard: () => rm(folder, { recursive: true }) };
});
