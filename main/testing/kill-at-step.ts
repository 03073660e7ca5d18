import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** What changes a disk; each call is one step. */
const CHANGES = ['open', 'mkdir', 'rename', 'link', 'copyFile', 'rm', 'unlink', 'writeFile'] as const;
const CHANGES_OF_FILE = ['write', 'writeFile', 'sync'] as const;

/**
 * This process ends as by kill -9 when it is about to change the disk for the `step`th time, counted from 1 and from this call; all modules are affected. A
 * process that ends by itself had fewer steps.
 */
export async function killAtStep(step: number, anyFile: string): Promise<void> {
  let taken = 0;
  const handle = await fs.open(anyFile, 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  for (const name of CHANGES) countCalls(fs, name);
  for (const name of CHANGES_OF_FILE) countCalls(prototype, name);
  syncBuiltinESMExports();

  function countCalls(owner: object, name: string): void {
    const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
    Reflect.set(owner, name, function counted(this: unknown, ...args: unknown[]): unknown {
      const isRead = name === 'open' && args[1] === 'r';
      if (!isRead && (taken += 1) === step) process.kill(process.pid, 'SIGKILL');
      return Reflect.apply(original, this, args);
    });
  }
}
