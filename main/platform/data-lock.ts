import { realpath } from 'node:fs/promises';
import type { LockHolder } from './lock-answer.ts';
import { lockByPipe, pipeName } from './pipe-lock.ts';
import { lockBySockets } from './socket-lock.ts';

export type { LockHolder } from './lock-answer.ts';

export type Lock =
  | {
      readonly ok: true;
      /** Tells who asks where the holder can be reached. */
      announce(more: { readonly address: string }): void;
      release(): Promise<void>;
    }
  /** `holder` is null when somebody holds the directory and does not say who. */
  | { readonly ok: false; readonly holder: LockHolder | null };

/**
 * Takes a data directory for this process alone, until it releases it or ends, in whatever way. Another one is told at once who holds it.
 * @throws Error saying what to do when the directory cannot be locked
 */
export async function lockDirectory(directory: string, about: LockHolder): Promise<Lock> {
  const real = await realpath(directory);
  try {
    if (process.platform === 'win32') return await lockByPipe(pipeName(real), about);
    return await lockBySockets(real, about);
  } catch (error) {
    throw new Error(
      `${directory} cannot be locked (${error instanceof Error ? error.message : String(error)}). It has to be on a local disk that takes sockets and links, and belong to you.`,
      { cause: error },
    );
  }
}
