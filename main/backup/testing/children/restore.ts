import { killAtStep } from '../../../testing/kill-at-step.ts';
import { restoreBackup } from '../../restore-backup.ts';
import { workHere } from '../../work-here.ts';
import { secretsIn } from '../secrets-in.ts';

// Restores the backup of its second argument in the directory of its first, to be killed at the step of its third.
const [directory = '', file = '', step = ''] = process.argv.slice(2);
const secrets = await secretsIn(directory);
const { signal } = new AbortController();
await killAtStep(Number(step), file);
await restoreBackup({
  ...{ directory, file, id: 'heir', now: 0, force: true, passphrase: null, secrets, work: workHere },
  signal,
});
