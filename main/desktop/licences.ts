import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { Licence } from '#shared/desktop/contract.ts';

type Licence = z.output<typeof Licence>;

/** What ships with the application, as the builds have written it down, by name; none where one was not built, as in development. @throws Error when a file is damaged */
export async function readLicences(files: readonly string[]): Promise<Licence[]> {
  const all = (await Promise.all(files.map(read))).flat();
  const each = new Map(all.map((licence) => [`${licence.name}@${licence.version}`, licence]));
  return [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, licence]) => licence);
}

async function read(file: string): Promise<Licence[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  return z.array(Licence).parse(JSON.parse(text));
}
