import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isEncrypted, readBackupFile, writeBackupFile } from './backup-file.ts';
import type { BackupContent } from './backup-text.ts';

/** Quick enough for a test; a real one takes a second. */
const QUICK = { passphrase: 'correct horse', workFactor: 4 };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-file-'));
  file = join(folder, 'backup');
});
afterEach(() => rm(folder, { recursive: true }));

/** Larger than one piece of age's, also when it is packed. */
const content: BackupContent = {
  header: { product: { name: 'elektra-web', version: '1' }, madeAt: 7, secrets: true, registry: { instances: 1 } },
  documents: Array.from({ length: 4000 }, (_, at) => ({ _id: `instance/${at}`, text: `${(at * 7919) ** 3}\u2028"\n` })),
  secrets: new Map([['instance/0/credentials/x', 'sesame']]),
};
const shape = ({ header, documents, secrets }: BackupContent) => ({ header, documents, secrets: [...secrets] });

describe.each([
  ['encrypted', QUICK],
  ['compressed only', null],
])('a backup that is %s', (_what, lock) => {
  const read = (passphrase = lock?.passphrase ?? null) => readBackupFile(file, passphrase);
  const write = () => writeBackupFile(file, content, lock, () => undefined);

  it('holds what was written, for its owner alone', async () => {
    const told: number[][] = [];
    const size = await writeBackupFile(file, content, lock, (done, total) => told.push([done, total]));
    expect(shape(await read())).toMatchObject(shape(content));
    expect(await stat(file)).toMatchObject({ size, mode: expect.any(Number) });
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
    expect(await isEncrypted(file)).toBe(lock !== null);
    expect(told.at(-1)).toEqual([4002, 4002]);
    expect((await readFile(file)).includes('sesame')).toBe(false);
  });

  it.each([0, 1, 10, 30, 200, 70_000, -1, -17, -200])('is refused when it is cut after %i bytes', async (length) => {
    await write();
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, length < 0 ? bytes.length + length : Math.min(length, bytes.length - 1)));
    await expect(read()).rejects.toThrow(/is cut short|is damaged|is no backup/);
  });

  it('is refused when any of its bytes is another one', async () => {
    await write();
    const bytes = await readFile(file);
    for (const at of [200, 5000, bytes.length >> 1, bytes.length - 9]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(file, changed);
      await expect(read()).rejects.toThrow(/is damaged|is cut short|passphrase is not|is no backup/);
    }
  });
});

describe('readBackupFile', () => {
  it('says that the passphrase is wrong, or missing', async () => {
    await writeBackupFile(file, content, QUICK, () => undefined);
    await expect(readBackupFile(file, 'other')).rejects.toThrow('The passphrase is not that of');
    await expect(readBackupFile(file, null)).rejects.toThrow('its passphrase is needed');
  });

  it.each([
    ['something else', 'hello', /is no backup/],
    ['something else that is packed', gzipSync('hello\n'), /is no backup/],
    ['a newer format', gzipSync('{"format":"elektra-web registry","version":9}\n'), /newer version/],
    ['a header alone', gzipSync('{"format":"elektra-web registry","version":1}\n'), /is damaged/],
  ])('refuses %s', async (_what, bytes, message) => {
    await writeFile(file, bytes);
    await expect(readBackupFile(file, null)).rejects.toThrow(message);
  });

  it('misses a line that was taken out, or added at the end', async () => {
    await writeBackupFile(file, content, null, () => undefined);
    const lines = gunzipSync(await readFile(file))
      .toString()
      .split('\n');
    for (const changed of [lines.toSpliced(5, 1), [...lines.slice(0, -1), lines[1], '']]) {
      await writeFile(file, gzipSync(changed.join('\n')));
      await expect(readBackupFile(file, null)).rejects.toThrow('is damaged');
    }
  });

  it('says that there is no such file', async () => {
    await expect(readBackupFile(join(folder, 'none'), null)).rejects.toThrow('cannot be read');
  });
});
