import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../clusterd/testing/fake-clock.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { checkDataFile } from './check-data-file.ts';

describe('checking the data file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'check-data-file-'));
    path = join(folder, 'registry.db');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const log = createSilentLog();
  const clock = createFakeClock();
  const check = async () => {
    const { documents, ...size } = await checkDataFile(path, { log, clock });
    return { ...size, ids: [...documents.keys()] };
  };

  it('counts lines and what is left of them', async () => {
    await writeFile(path, '{"_id":"a"}\n{"_id":"b"}\n\n{"_id":"a","n":1}\n{"$$deleted":true,"_id":"b"}\n');
    expect(await check()).toEqual({ length: 72, lines: 4, ids: ['a'] });
    expect((await checkDataFile(path, { log, clock })).documents.get('a')).toEqual({ _id: 'a', n: 1 });
    expect(await readdir(folder)).toEqual(['registry.db']);
  });

  it('cuts a last line that was never finished, and puts aside what is left of it', async () => {
    await writeFile(path, '{"_id":"a"}\n{"_id":"b","ho');
    expect(await check()).toEqual({ length: 12, lines: 1, ids: ['a'] });
    expect(await readFile(path, 'utf8')).toBe('{"_id":"a"}\n');
    expect(await readFile(join(folder, 'registry.db.torn-2026-01-01T00-00-00.000Z'), 'utf8')).toBe('{"_id":"b","ho');
    expect(log.entries).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });

  it('cuts nothing when what is cut cannot be kept', async () => {
    await writeFile(path, '{"_id":"a"}\n{"_id":"b","ho');
    await writeFile(join(folder, 'registry.db.torn-2026-01-01T00-00-00.000Z'), 'older');
    await expect(check()).rejects.toMatchObject({ name: 'StartRefused', message: expect.stringContaining('.torn-') });
    expect(await readFile(path, 'utf8')).toBe('{"_id":"a"}\n{"_id":"b","ho');
  });

  it('ends a last line that only lacks its end', async () => {
    await writeFile(path, '{"_id":"a"}\n{"_id":"b"}');
    expect(await check()).toEqual({ length: 24, lines: 2, ids: ['a', 'b'] });
    expect(await readFile(path, 'utf8')).toBe('{"_id":"a"}\n{"_id":"b"}\n');
    expect(await readdir(folder)).toEqual(['registry.db']);
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['no object', '"text"'],
    ['no id', '{"a":1}'],
    ['an id that is no text', '{"_id":7}'],
    ['two records in one line', '{"_id":"x"}{"_id":"y"}'],
    ['zeros, as a power failure leaves them', '\0\0\0\0'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0x5f, 0x69, 0x64, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])],
  ])('refuses %s in the middle, names file and line, and touches nothing', async (_, line) => {
    const content = Buffer.concat([
      Buffer.from('{"_id":"a"}\n'),
      Buffer.from(line),
      Buffer.from('\n{"_id":"b"}\n{"_i'),
    ]);
    await writeFile(path, content);
    await expect(check()).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringContaining(`${path} is damaged in line 2.`),
    });
    expect(await readFile(path)).toEqual(content);
    expect(await readdir(folder)).toEqual(['registry.db']);
  });

  it('finds, wherever a crash cut the file, exactly the complete records before', async () => {
    const records = [
      '{"_id":"a","text":"ä€😀"}',
      '{"_id":"b"}',
      '{"$$deleted":true,"_id":"a"}',
      '{"_id":"c","n":[1,{}]}',
    ];
    const whole = Buffer.from(`${records.join('\n')}\n`);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(1e9), async (end, moment) => {
        await writeFile(path, whole.subarray(0, end));
        clock.advance(moment + 1);
        const { lines, length } = await check();
        const readable = records.filter((_, n) => Buffer.byteLength(records.slice(0, n + 1).join('\n')) <= end);
        expect(lines).toBe(readable.length);
        const expected = readable.map((record) => `${record}\n`).join('');
        expect(await readFile(path, 'utf8')).toBe(expected);
        expect(length).toBe(Buffer.byteLength(expected));
      }),
    );
  });
});
