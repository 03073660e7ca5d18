import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Closers } from './closers.ts';
import { lockDirectory } from './platform/data-lock.ts';
import { makeDirectory } from './platform/paths.ts';
import { orRefuse } from './refused.ts';

/** Makes a data directory and holds it alone until `closers` are closed. @throws StartRefused that says who holds it. */
export async function holdDirectory(directory: string, what: string, closers: Closers): Promise<void> {
  await orRefuse(makeDirectory(directory));
  const lock = await orRefuse(lockDirectory(directory, { pid: process.pid, startedAt: Date.now(), what }));
  if (!lock.ok) {
    const { holder } = lock;
    const who =
      holder === null
        ? 'another process'
        : `${holder.what} (pid ${holder.pid}, since ${new Date(holder.startedAt).toISOString()})`;
    throw new StartRefused(`${directory} is held by ${who}. Stop it first, or choose another --data-dir.`);
  }
  closers.add(() => lock.release());
}
