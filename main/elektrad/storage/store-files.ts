import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoreAbout } from './store-about.ts';

export function keysPathOf(directory: string): string {
  return join(directory, 'keys.lmdb');
}

export function journalPathOf(directory: string, { journal }: StoreAbout): string {
  return join(directory, `keys-${journal}.journal`);
}

/** New files are there after a crash only when their directory is synced too. Windows cannot, and does it by itself. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
