import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Licence } from '#shared/desktop/contract.ts';

/** What ships with the application, as the build has written it down; none where it was not built, as in development. @throws Error when it is damaged */
export async function readLicences(file: string): Promise<z.output<typeof Licence>[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  return z.array(Licence).parse(JSON.parse(text));
}
