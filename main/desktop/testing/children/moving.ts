import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import { workHere } from '../../../backup/work-here.ts';
import { writeBackup } from '../../../backup/write-backup.ts';
import { sayAtOnce } from '../../../testing/say-at-once.ts';
import { fileSecrets } from '../file-secrets.ts';
import { startApplication } from '../test-application.ts';

/** The application beginning a move to a server and giving it up, to be killed. It says how far it is. Arguments: its data directory, the file, a passphrase. */
const [data = '', file = '', passphrase = ''] = process.argv.slice(2);
const application = await startApplication(
  { data, secrets: await fileSecrets(data), preferences: DESKTOP_DEFAULTS },
  {
    async writeBackup(backup) {
      sayAtOnce('begun');
      const product = { name: 'elektra-web', version: '0.0.1' };
      await writeBackup({ ...backup, product, now: 0, work: workHere, workFactor: 1 });
      sayAtOnce('on the disk');
    },
  },
);
for (let round = 0; ; round += 1) {
  await application.clusterd.call('clusters.create', { name: `round ${round}` }).catch((error: unknown) => {
    // The name is there from the run before.
    if (!(error instanceof Error && 'code' in error && error.code === 'CLUSTER_NAME_TAKEN')) throw error;
  });
  sayAtOnce('created');
  await application.desktop.call('desktop.writeBackup', {
    file,
    passphrase,
    withSecrets: true,
    replace: true,
    move: true,
  });
  sayAtOnce('written');
  await application.desktop.call('desktop.giveUpMove', {});
  sayAtOnce('given up');
}
