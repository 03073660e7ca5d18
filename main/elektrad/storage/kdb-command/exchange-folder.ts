import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where files lie that the command writes or reads, each for the time of one run. */
export interface ExchangeFolder {
  /** Gives `work` the path of a file that nobody else uses; whatever is there is removed afterwards. */
  withFile<T>(work: (path: string) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/**
 * Makes the folder anew, readable by its owner only: what a killed process left there, values among it, is gone.
 * @param path in a directory that is held by this process
 */
export async function openExchangeFolder(path: string): Promise<ExchangeFolder> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { mode: 0o700 });
  return {
    async withFile(work) {
      const file = join(path, randomUUID());
      try {
        return await work(file);
      } finally {
        await rm(file, { force: true });
      }
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
