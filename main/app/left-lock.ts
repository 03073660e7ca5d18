import { readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Chromium's, in its own folder: the first is a link that reads `host-pid`, and exists on Linux and macOS alone. */
const LOCK = 'SingletonLock';
const BESIDE = ['SingletonCookie', 'SingletonSocket'];

/**
 * Takes away the lock that an application which was killed has left. Chromium leaves it alone when the host has got another name since, and then refuses
 * every start without a word; so a lock of another host is told. That two never work on the same data is seen to by the lock of the data.
 * @param folder Chromium's own
 * @returns whether there was one, so that another try is worth it
 * @throws Error that says which host holds the folder
 */
export function removeLeftLock(folder: string, host: string = hostname()): boolean {
  const file = join(folder, LOCK);
  const [, holder, pid] = /^(.*)-(\d+)$/.exec(targetOf(file) ?? '') ?? [];
  if (holder === undefined || pid === undefined) return false;
  if (holder !== host) {
    throw new Error(
      `${folder} is in use by Elektra Web on ${holder} (process ${pid}). If it does not run there any more, or this computer had that name, remove ${file} and start again.`,
    );
  }
  if (isAlive(Number(pid))) return false;
  for (const name of [LOCK, ...BESIDE]) rmSync(join(folder, name), { force: true });
  return true;
}

function targetOf(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch (error) {
    if (['ENOENT', 'EINVAL', 'UNKNOWN'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
