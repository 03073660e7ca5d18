import { createMemorySecrets } from '../../../clusterd/testing/memory-secrets.ts';
import { restoreBackup } from '../../restore-backup.ts';
import { workHere } from '../../work-here.ts';

// Restores the backup of its second argument in the directory of its first.
const [directory = '', file = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const heir = { id: 'heir', now: 0, force: true, passphrase: null, secrets: createMemorySecrets() };
await restoreBackup({ ...heir, directory, file, work: workHere, signal });
