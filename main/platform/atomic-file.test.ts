import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startReplacement, writeFileAtomically } from './atomic-file.ts';

describe('an atomic file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atomic-file-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is new or replaced as a whole, with the permissions asked for, and leaves nothing beside it', async () => {
    const path = join(folder, 'a.json');
    await writeFileAtomically(path, 'one', { mode: 0o640 });
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    await chmod(path, 0o644);
    await writeFileAtomically(path, new TextEncoder().encode('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('is as it was while the replacement is written, and after it is discarded', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'old');
    const replacement = await startReplacement(path);
    await replacement.write('ne');
    await replacement.write('w');
    expect(await readFile(path, 'utf8')).toBe('old');
    await replacement.discard();
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('fails and leaves nothing when it cannot take its place', async () => {
    await mkdir(join(folder, 'a'));
    await expect(writeFileAtomically(join(folder, 'missing', 'a'), 'x')).rejects.toThrow('ENOENT');
    await expect(writeFileAtomically(join(folder, 'a'), 'x')).rejects.toThrow('EISDIR');
    expect(await readdir(folder)).toEqual(['a']);
  });
});
