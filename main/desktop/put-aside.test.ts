import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { putAside } from './put-aside.ts';
import { temporaryFolder } from './testing/test-application.ts';

it('never writes over what was put aside before', async () => {
  const { path, remove } = await temporaryFolder();
  const directory = join(path, 'clusterd');
  await mkdir(directory);
  for (const [name, text] of [
    ['registry.db', 'what was moved'],
    ['secrets.json', 'its secrets'],
    ['lock', ''],
  ] as const) {
    await writeFile(join(directory, name), text);
  }
  const folder = await putAside(directory, 0);
  // As if it was begun, broken off, and a clusterd was opened in between.
  await writeFile(join(directory, 'registry.db'), 'a new one');
  expect(await putAside(directory, 0)).toBe(folder);
  expect(await readdir(directory)).not.toContain('registry.db');
  expect(await readdir(directory)).toContain('lock');
  expect(await readFile(join(folder, 'registry.db'), 'utf8')).toBe('what was moved');
  const kept = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  expect(kept.sort()).toEqual(['a new one', 'its secrets', 'what was moved']);
  await remove();
});
