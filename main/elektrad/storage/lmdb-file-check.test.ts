import { open, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lmdbFileProblem } from './lmdb-file-check.ts';
import { commit, openLmdbFile } from './lmdb-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elektra-lmdb-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** The file as it is after so many records. */
async function fileWith(records: number): Promise<Buffer> {
  const path = join(folder, `${records}.lmdb`);
  const file = await openLmdbFile(path);
  await commit(file, () => {
    for (let at = 0; at < records; at += 1) void file.put(`key ${at}`, 'x'.repeat(1000));
  });
  await file.close();
  return readFile(path);
}

it('is not taken in by a file that another process lets grow while it is looked at', async () => {
  const [small, large] = [await fileWith(1), await fileWith(1000)];
  const path = join(folder, 'keys.lmdb');
  await writeFile(path, small);
  const handle = await open(path, 'r');
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const { read } = prototype;
  const grow = vi.spyOn(prototype, 'read').mockImplementationOnce(async function (this: typeof handle, ...args) {
    await writeFile(path, large, { flag: 'r+' });
    return Reflect.apply(read, this, args) as ReturnType<typeof read>;
  });
  expect(await lmdbFileProblem(path)).toBeNull();
  expect(grow).toHaveBeenCalledTimes(2);

  await writeFile(path, large.subarray(0, small.length));
  expect(await lmdbFileProblem(path)).toBe('its end is missing');
});
