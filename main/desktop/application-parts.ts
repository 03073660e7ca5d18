import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAppSecrets } from '../adapters/secrets/choose-secrets.ts';
import { workInThread } from '../backup/work-in-thread.ts';
import { writeBackup } from '../backup/write-backup.ts';
import { localElektradOptions } from '../cli/server-options.ts';
import { BACKUP_PROGRAM, KEYCHAIN_PROGRAM } from '../open-clusterd.ts';
import type { Log } from '../clusterd/ports.ts';
import type { StartChild } from '../platform/own-child.ts';
import { makeDirectory } from '../platform/paths.ts';
import { PRODUCT } from '../product.ts';
import { orRefuse } from '../refused.ts';
import type { ApplicationOptions } from './application.ts';
import type { StartOptions } from './start-options.ts';

interface Start {
  readonly options: StartOptions;
  /** Where everything is kept. */
  readonly data: string;
  /** Who uses this machine, for example `ada@workstation`. */
  readonly owner: string;
  readonly startChild: StartChild;
  readonly log: Log;
}

type ApplicationParts = Pick<
  ApplicationOptions,
  'dataDirectory' | 'clusterd' | 'elektrad' | 'rendererDirectory' | 'secrets' | 'writeBackup'
>;

/** What the application consists of on this machine, as the options of its start say. @throws StartRefused */
export async function applicationParts({ options, data, owner, startChild, log }: Start): Promise<ApplicationParts> {
  const secrets = {
    wanted: options.secrets,
    keyFile: options.secretsKeyFile ?? null,
    environmentKey: process.env['ELEKTRA_WEB_SECRETS_KEY'],
    startChild,
  };
  // Beside clusterd's, whose own secrets may be put aside with it.
  const own = join(data, 'application');
  await orRefuse(makeDirectory(own));
  return {
    dataDirectory: data,
    clusterd: { directory: join(data, 'clusterd'), product: PRODUCT, owner, open: false, secrets },
    elektrad: {
      ...(await localElektradOptions({ ...options, dataDir: data })),
      isPortGiven: options.isElektradPortGiven,
    },
    rendererDirectory: fileURLToPath(new URL('../renderer/', import.meta.url)),
    secrets: await orRefuse(openAppSecrets({ ...secrets, directory: own, log, keychainProgram: KEYCHAIN_PROGRAM })),
    writeBackup: async (backup) => {
      await writeBackup({ ...backup, product: PRODUCT, now: Date.now(), work: workInThread(BACKUP_PROGRAM) });
    },
  };
}
