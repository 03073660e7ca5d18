import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createElektrads } from './adapters/elektrad-client/elektrads.ts';
import type { WayOut } from './adapters/elektrad-client/way-out.ts';
import { openNedbStore } from './adapters/nedb/nedb-store.ts';
import { createSealing } from './adapters/secrets/create-sealing.ts';
import { chooseSecrets, type ChooseSecretsOptions } from './adapters/secrets/choose-secrets.ts';
import { createAutomaticBackups } from './backup/automatic-backups.ts';
import { withoutPutAside } from './backup/put-aside-registry.ts';
import { workInThread } from './backup/work-in-thread.ts';
import type { Closers } from './closers.ts';
import { createClusterd, type Clusterd } from './clusterd/clusterd.ts';
import type { Product } from './clusterd/operations/versions.ts';
import type { Elektrads, Log } from './clusterd/ports.ts';
import type { Secrets } from './clusterd/ports/secrets.ts';
import { holdDirectory } from './hold-directory.ts';
import { forkChild } from './platform/fork-child.ts';
import { openKeyedDigest } from './platform/keyed-digest.ts';
import type { StartChild } from './platform/own-child.ts';
import { createSystemClock } from './platform/system-clock.ts';
import { createSystemRandom } from './platform/system-random.ts';
import { besideArchive } from './platform/beside-archive.ts';
import { orRefuse } from './refused.ts';

/** What clusterd is made of, whether it is reached over HTTP or not. */
export interface OpenClusterdOptions {
  /** Where clusterd keeps its data; made if it is missing, readable by its owner only. */
  readonly directory: string;
  readonly product: Product;
  /** Who comes by a sign-in link, for example `ada@workstation`. */
  readonly owner: string;
  /** True: nobody has to sign in. */
  readonly open: boolean;
  /** Where credentials are kept. */
  readonly secrets: Pick<ChooseSecretsOptions, 'wanted' | 'keyFile' | 'environmentKey'> & {
    /** How the keychain's process is started, where plain Node is not to be had. */
    readonly startChild?: StartChild;
  };
  /** How instances without a proxy or authorities of their own are reached; directly unless told. */
  readonly wayOut?: WayOut;
  /** True: the directory is held already, by the caller; else it is held until the closers are closed. */
  readonly isHeld?: boolean;
  /** In place of those that reach the instances. */
  readonly elektrads?: Elektrads;
}

/** Where the build puts it, beside the program that this is part of. */
export const KEYCHAIN_PROGRAM = fileURLToPath(new URL('./adapters/secrets/keychain-process.js', import.meta.url));

export const BACKUP_PROGRAM = besideArchive(fileURLToPath(new URL('./backup/backup-worker.mjs', import.meta.url)));

/** The store of secrets that a clusterd on this directory uses. @throws StartRefused */
export function openSecrets(
  { directory, secrets }: Pick<OpenClusterdOptions, 'directory' | 'secrets'>,
  log: Log,
): Promise<Secrets> {
  return orRefuse(
    chooseSecrets({ startChild: forkChild, ...secrets, directory, log, keychainProgram: KEYCHAIN_PROGRAM }),
  );
}

/** clusterd on its data directory, which it holds alone until `closers` are closed. @throws StartRefused */
export async function openClusterd(options: OpenClusterdOptions, log: Log, closers: Closers): Promise<Clusterd> {
  const { directory, product, owner, open, wayOut } = options;
  if (options.isHeld !== true) await holdDirectory(directory, 'clusterd', closers);
  const clock = createSystemClock();
  const random = createSystemRandom();
  const digest = await orRefuse(openKeyedDigest(join(directory, 'version.key')));
  const store = await openNedbStore({ file: join(directory, 'registry.db'), log, clock });
  closers.add(() => store.close());
  const backups = createAutomaticBackups({
    ...{ directory, store, product, clock, log },
    work: workInThread(BACKUP_PROGRAM),
  });
  await backups.beforeUpgrade();
  backups.start();
  closers.add(() => backups.stop());
  const elektrads = options.elektrads ?? createElektrads({ random, clock, log, ...(wayOut && { wayOut }) });
  const secrets = await withoutPutAside(directory, await openSecrets(options, log));
  const clusterd = await createClusterd(
    { store, elektrads, secrets, sealing: createSealing(secrets), backups, clock, random, digest, log },
    { product, owner, open },
  );
  closers.add(() => clusterd.close());
  return clusterd;
}
