import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../platform/atomic-file.ts';

/** What makes a clusterd the one it is; the lock and the key of versions stay. */
const OWN = /^(registry|secrets|keychain)/;

/**
 * Puts the registry and the secrets of a clusterd that is closed into a folder of its directory, named by date, where none is started on them again. May be
 * repeated after a crash with the same date; nothing is written over. The registry goes first: without it nothing is delivered. @returns the folder
 */
export async function putAside(directory: string, at: number): Promise<string> {
  const folder = join(directory, `moved-${new Date(at).toISOString().replaceAll(':', '-')}`);
  await mkdir(folder, { mode: 0o700, recursive: true });
  const files = (await readdir(directory)).filter((name) => OWN.test(name)).sort();
  const taken = new Set(await readdir(folder));
  for (const name of files) await rename(join(directory, name), join(folder, freeName(name, taken)));
  await syncDirectory(folder);
  await syncDirectory(directory);
  return folder;
}

/** A second one of that name was made between two tries. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}.${count}`;
  return free;
}
