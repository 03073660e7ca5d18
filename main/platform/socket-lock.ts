import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lock } from './data-lock.ts';
import { askHolder, isListening, listenForAskers, type LockHolder } from './lock-answer.ts';
import { contend, resign, type LockFolder } from './lock-chain.ts';
import { shortPathTo } from './short-path.ts';

const FOLDER = 'lock';
/** `/`, the name of a socket, and what is added to it. */
const ROOM = 1 + 24 + '.next'.length;

/**
 * The lock of a directory as sockets in its folder `lock`. It holds for all processes that see the directory on this machine, in whatever network or
 * process namespace, and not between machines that share it.
 */
export async function lockBySockets(directory: string, about: LockHolder): Promise<Lock> {
  const folderPath = join(directory, FOLDER);
  await mkdir(folderPath, { mode: 0o700 }).catch(ignore('EEXIST'));
  const short = await shortPathTo(folderPath, ROOM);
  try {
    for (;;) {
      const lock = await tryOnce(short.path, about, () => short.close());
      if (lock === null) continue;
      if (!lock.ok) await short.close();
      return lock;
    }
  } catch (error) {
    await short.close();
    throw error;
  }
}

/** Null when nothing is decided. */
async function tryOnce(path: string, about: LockHolder, done: () => Promise<void>): Promise<Lock | null> {
  const folder = folderAt(path);
  const self = randomBytes(12).toString('hex');
  const server = await listenForAskers(join(path, self));
  try {
    const contest = await contend(folder, self);
    if (contest.outcome === 'held') {
      let holder = about;
      server.answer(holder);
      return {
        ok: true,
        announce(more) {
          holder = { ...holder, ...more };
          server.answer(holder);
        },
        async release() {
          await resign(folder, self);
          await server.close();
          await done();
        },
      };
    }
    // Others may be waiting for our answer, as we may for theirs.
    await server.close();
    if (contest.outcome === 'void') return null;
    const answer = await askHolder(join(path, contest.to));
    if (answer.kind === 'gone') return null;
    return { ok: false, holder: answer.kind === 'holder' ? answer.holder : null };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function folderAt(path: string): LockFolder {
  return {
    readLink: (name) => readlink(join(path, name)).catch(ignore('ENOENT')),
    makeLink: (name, target) =>
      symlink(target, join(path, name)).then(
        () => true,
        (error: unknown) => ignore('EEXIST')(error) ?? false,
      ),
    async replaceLink(name, target) {
      const beside = join(path, `${target}${randomBytes(2).toString('hex')}`);
      await symlink(target, beside);
      await rename(beside, join(path, name));
    },
    remove: (name) => rm(join(path, name), { force: true }),
    has: (name) =>
      lstat(join(path, name)).then(
        () => true,
        (error: unknown) => ignore('ENOENT')(error) ?? false,
      ),
    isAlive: (name) => isListening(join(path, name)),
    names: () => readdir(path),
  };
}

/** For a failure that is an answer. */
function ignore(code: string): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === code) return undefined;
    throw error;
  };
}
