import { join } from 'node:path';
import { openAppSecrets } from '../../adapters/secrets/choose-secrets.ts';
import type { Secrets } from '../../clusterd/ports/secrets.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { KEYCHAIN_PROGRAM } from '../../open-clusterd.ts';
import { forkChild } from '../../platform/fork-child.ts';
import { makeDirectory } from '../../platform/paths.ts';

/** The application's secrets in the encrypted file, which outlives the process. `told` hears what is asked for. */
export async function fileSecrets(data: string, told: (what: string) => void = () => undefined): Promise<Secrets> {
  const directory = join(data, 'application');
  await makeDirectory(directory);
  const secrets = await openAppSecrets({
    ...{ wanted: 'file', directory, keyFile: null, environmentKey: undefined, log: createSilentLog() },
    ...{ keychainProgram: KEYCHAIN_PROGRAM, startChild: forkChild },
  });
  return {
    ...secrets,
    async set(name, secret) {
      told('set');
      await secrets.set(name, secret);
      told('was set');
    },
    async remove(name) {
      told('remove');
      await secrets.remove(name);
    },
  };
}
