import { createHash } from 'node:crypto';
import type { Lock } from './data-lock.ts';
import { askHolder, listenForAskers, type LockHolder, type LockServer } from './lock-answer.ts';

/** The name of the pipe that stands for a directory. Windows does not tell upper from lower case in paths. */
export function pipeName(realDirectory: string): string {
  const hash = createHash('sha256').update(realDirectory.toLowerCase()).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\elektra-web-${hash}`;
}

/** The lock of a directory as a named pipe, which Windows lets one process open first and takes away when it ends. */
export async function lockByPipe(pipe: string, about: LockHolder): Promise<Lock> {
  for (;;) {
    const server = await listenIfFree(pipe);
    if (server !== null) return heldBy(server, about);
    const answer = await askHolder(pipe);
    if (answer.kind !== 'gone') return { ok: false, holder: answer.kind === 'holder' ? answer.holder : null };
  }
}

function heldBy(server: LockServer, about: LockHolder): Lock {
  let holder = about;
  server.answer(holder);
  return {
    ok: true,
    announce(more) {
      holder = { ...holder, ...more };
      server.answer(holder);
    },
    release: () => server.close(),
  };
}

async function listenIfFree(pipe: string): Promise<LockServer | null> {
  try {
    return await listenForAskers(pipe);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES'].includes(String(error.code))) return null;
    throw error;
  }
}
