import { CURRENT_SCHEMA, SCHEMA_ID } from '../../../clusterd/registry/schema.ts';
import { SELF_ID } from '../../../clusterd/registry-image/summary.ts';
import { createMemoryDocumentStore } from '../../../clusterd/testing/memory-document-store.ts';
import { createSilentLog } from '../../../clusterd/testing/silent-log.ts';
import { createSystemClock } from '../../../platform/system-clock.ts';
import { killAtStep } from '../../../testing/kill-at-step.ts';
import { createAutomaticBackups } from '../../automatic-backups.ts';
import { workHere } from '../../work-here.ts';
import { registryFile } from '../../write-backup.ts';

// Backs up before an upgrade of the schema in the directory of its first argument, to be killed at the step of its second.
const [directory = '', step = ''] = process.argv.slice(2);
const store = createMemoryDocumentStore();
await store.put({ _id: SCHEMA_ID, version: CURRENT_SCHEMA - 1 });
await store.put({ _id: SELF_ID, id: 'a0', formerIds: [] });
const product = { name: 'elektra-web', version: '1' };
const parts = { store, work: workHere, clock: createSystemClock(), log: createSilentLog() };
await killAtStep(Number(step), registryFile(directory));
await createAutomaticBackups({ directory, product, ...parts }).beforeUpgrade();
