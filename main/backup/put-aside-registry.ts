import { copyFile, link, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Secrets } from '../clusterd/ports/secrets.ts';
import { syncDirectory, writeFileAtomically } from '../platform/atomic-file.ts';

/** What the name of a registry that was put aside goes on with, and that of the list of its secrets. */
const ASIDE = '.before-restore-';
const SECRETS = '.secrets';

const Names = z.array(z.string());

/**
 * Gives a registry a second name, so that there is one at every moment, and notes beside it which secrets are to stay in the store for it.
 * @param now milliseconds since 1970 UTC @returns the second name
 */
export async function putAsideRegistry(registry: string, now: number, secrets: readonly string[]): Promise<string> {
  const aside = `${registry}${ASIDE}${new Date(now).toISOString().replaceAll(':', '-')}`;
  await writeFileAtomically(`${aside}${SECRETS}`, `${JSON.stringify(secrets)}\n`);
  try {
    await link(registry, aside);
  } catch (error) {
    // Some disks know no second names.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    await copyFile(registry, aside);
  }
  await syncDirectory(dirname(aside));
  return aside;
}

/**
 * The same store, in which the secrets of registries that were put aside are not seen and not removed, as long as those are there.
 * @throws StartRefused when it cannot be told which these are
 */
export async function withoutPutAside(directory: string, secrets: Secrets): Promise<Secrets> {
  const kept = await keptFor(directory);
  if (kept.size === 0) return secrets;
  return {
    ...secrets,
    names: async () => (await secrets.names()).filter((name) => !kept.has(name)),
    async remove(name) {
      if (!kept.has(name)) await secrets.remove(name);
    },
  };
}

async function keptFor(directory: string): Promise<ReadonlySet<string>> {
  const names = await readdir(directory);
  const registries = names.filter((name) => name.includes(ASIDE) && names.includes(`${name}${SECRETS}`));
  const lists = await Promise.all(registries.map((name) => readNames(join(directory, `${name}${SECRETS}`))));
  return new Set(lists.flat());
}

async function readNames(file: string): Promise<readonly string[]> {
  try {
    return Names.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new StartRefused(
      `${file} says which secrets a registry needs that was put aside, and cannot be read. Remove it together with that registry, or mend it.`,
      { cause },
    );
  }
}
