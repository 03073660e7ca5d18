import { StartRefused } from '#shared/errors/start-refused.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import { readBackupFile, writeBackupFile } from '../adapters/backup/backup-file.ts';
import { readDataFile } from '../adapters/nedb/read-data-file.ts';
import { SEALING_KEY } from '../adapters/secrets/create-sealing.ts';
import { namedSecrets } from '../clusterd/registry-image/named-secrets.ts';
import { summaryOf, isNewer, type RegistrySummary } from '../clusterd/registry-image/summary.ts';
import type { Document } from '../clusterd/ports.ts';
import type { BackupAbout, BackupToTake, BackupWork, Read, WorkHost, WriteTask, Written } from './backup-work.ts';
import { isDataFile, readDataFileAsBackup } from './data-file-as-backup.ts';
import { stageRegistry } from './stage-registry.ts';
import { writeFailure } from './write-failure.ts';

/** In this thread: what is large makes it stand still. */
export const workHere: BackupWork = {
  async write(task, host, signal) {
    const taken = await take(task, host);
    throwIfAborted(signal);
    return write(task, taken, host);
  },
  async read({ file, passphrase, stage }, host, signal): Promise<Read> {
    const content = (await isDataFile(file))
      ? await readDataFileAsBackup(file)
      : await readBackupFile(file, passphrase);
    throwIfAborted(signal);
    const about = aboutOf(file, content);
    return { about, staged: stage === null ? null : await stageRegistry(stage, content, host) };
  },
};

interface Taken {
  readonly documents: readonly Document[];
  readonly secrets: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
}

/** The registry, then what it names: a secret that was replaced in between is missing, and then both are read again. */
async function take({ registry, withSecrets }: WriteTask, host: WorkHost): Promise<Taken> {
  for (let before: string | null = null; ;) {
    const documents = await readDataFile(registry);
    if (documents === null || documents.length === 0) {
      throw new StartRefused(`There is no registry in ${registry}. Say with --data-dir where it is.`);
    }
    const secrets = new Map<string, string>();
    const missing: string[] = [];
    for (const name of withSecrets ? namedSecrets(documents, SEALING_KEY) : []) {
      const secret = await host.secret(name);
      if (secret === null) missing.push(name);
      else secrets.set(name, secret);
    }
    const now = missing.join('\n');
    // What is missing twice is not there.
    if (missing.length === 0 || now === before) return { documents, secrets, missing };
    before = now;
  }
}

async function write(task: WriteTask, { documents, secrets, missing }: Taken, host: WorkHost): Promise<Written> {
  const { file, unfinished, lock, product, madeAt, withSecrets } = task;
  const summary = summaryOf(documents);
  const header = { product, madeAt, secrets: withSecrets, registry: { ...summary } };
  try {
    const report = (done: number, total: number) => host.report(done, total);
    const size = await writeBackupFile(file, { header, documents, secrets }, lock, report, unfinished);
    return { about: { ...summary, product, madeAt, withSecrets }, missing, size };
  } catch (cause) {
    throw writeFailure(file, cause);
  }
}

/** @throws StartRefused when it is newer than this program */
function aboutOf(file: string, { header, documents }: BackupToTake): BackupAbout {
  const { product, madeAt, secrets } = header;
  const summary: RegistrySummary = summaryOf(documents);
  if (isNewer(summary)) {
    throw new StartRefused(
      `${file} was written by a newer version of Elektra Web (${product === null ? '' : `${product.version}, `}schema ${summary.schema}). Nothing was changed. Install that version or a later one.`,
    );
  }
  return { ...summary, product, madeAt, withSecrets: secrets };
}
