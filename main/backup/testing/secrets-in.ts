import { chooseSecrets } from '../../adapters/secrets/choose-secrets.ts';
import type { Secrets } from '../../clusterd/ports/secrets.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { forkChild } from '../../platform/fork-child.ts';

/** The encrypted file of secrets of a clusterd, which outlives the process. */
export function secretsIn(directory: string): Promise<Secrets> {
  const place = { directory, keyFile: null, environmentKey: undefined, keychainProgram: '' };
  return chooseSecrets({ wanted: 'file', ...place, log: createSilentLog(), startChild: forkChild });
}
