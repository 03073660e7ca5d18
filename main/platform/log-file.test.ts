import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';
import { createLogger } from './logger.ts';

let root = '';
let made = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'elektra-web-logs-'));
});
afterAll(() => rm(root, { recursive: true }));

const freshFolder = (): string => join(root, String((made += 1)), 'logs');

/** From the oldest to the newest. */
async function contents(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).sort((a, b) => ageOf(b) - ageOf(a));
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

const ageOf = (name: string): number => Number(/\.(\d+)\./.exec(name)?.[1] ?? 0);

describe('the log file', () => {
  it('takes what the logger writes, without secrets, and goes on where it was', async () => {
    const folder = freshFolder();
    for (const run of [1, 2]) {
      const file = openLogFile({ folder });
      createLogger({ level: 'info', format: 'json', destination: file }).info({ run, token: 'hunter2' }, 'started');
      file.close();
    }
    const lines = (await readFile(join(folder, 'elektra-web.log'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { run: 1, token: '[redacted]', msg: 'started' },
      { run: 2, token: '[redacted]', msg: 'started' },
    ]);
  });

  it('turns without losing, doubling or cutting a line, and keeps the newest (property)', async () => {
    const someLines = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(someLines, fc.integer({ min: 2, max: 5 }), async (lengths, files) => {
        const folder = freshFolder();
        const lines = lengths.map((length, at) => `${at} ${'ü'.repeat(length)}\n`);
        let file = openLogFile({ folder, size: 100, files });
        for (const [at, line] of lines.entries()) {
          // As if by a new start.
          if (at % 7 === 0) {
            file.close();
            file = openLogFile({ folder, size: 100, files });
          }
          file.write(line);
        }
        file.close();
        const kept = await contents(folder);
        expect(kept.length).toBeLessThanOrEqual(files);
        for (const text of kept) expect(Buffer.byteLength(text) <= 100 || text.split('\n').length === 2).toBe(true);
        expect(lines.join('').endsWith(kept.join(''))).toBe(true);
        if (kept.length < files) expect(kept.join('')).toBe(lines.join(''));
      }),
      { numRuns: 30 },
    );
  });

  it('loses nothing but the oldest file, whatever a crash has left of the last turn (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([0, 1, 2]), async (ages) => {
        const folder = freshFolder();
        await mkdir(folder, { recursive: true });
        const nameOf = (age: number) => join(folder, age === 0 ? 'elektra-web.log' : `elektra-web.${age}.log`);
        for (const age of ages) await writeFile(nameOf(age), `of age ${age}\n`);
        const file = openLogFile({ folder, size: 10, files: 4 });
        file.write('the newest line\n');
        file.close();
        const kept = (await contents(folder)).join('');
        for (const age of ages) expect(kept).toContain(`of age ${age}\n`);
        expect(kept.endsWith('the newest line\n')).toBe(true);
      }),
    );
  });

  it('that cannot be written is said once, stops nothing, and goes on when it can be', async () => {
    const folder = freshFolder();
    const said: string[] = [];
    await rm(join(folder, '..'), { recursive: true, force: true });
    await writeFile(join(folder, '..'), 'in the way');
    const file = openLogFile({ folder, say: (sentence) => said.push(sentence) });
    file.write('one\n');
    file.write('two\n');
    expect(said).toEqual([expect.stringMatching(/cannot be written \(.*\)\. Everything goes on/)]);
    await rm(join(folder, '..'));
    file.write('three\n');
    file.close();
    expect(said).toEqual([expect.any(String), expect.stringContaining('2 lines are missing')]);
    expect(await contents(folder)).toEqual(['three\n']);
  });

  it.runIf(process.platform === 'linux')('says once that the disk is full', async () => {
    const folder = freshFolder();
    const said: string[] = [];
    await mkdir(folder, { recursive: true });
    // Every write to this device fails as on a full disk.
    await symlink('/dev/full', join(folder, 'elektra-web.log'));
    const file = openLogFile({ folder, say: (sentence) => said.push(sentence) });
    file.write('one\n');
    file.write('two\n');
    file.close();
    expect(said).toEqual([expect.stringContaining('ENOSPC')]);
  });

  it('goes on in the old file as long as that cannot be renamed', async () => {
    const folder = freshFolder();
    const file = openLogFile({ folder, size: 10, files: 2 });
    file.write('123456789\n');
    // A folder in the way of the older file.
    await mkdir(join(folder, 'elektra-web.1.log', 'x'), { recursive: true });
    file.write('abcdefghi\n');
    file.write('tail\n');
    file.close();
    expect(await readFile(join(folder, 'elektra-web.log'), 'utf8')).toBe('123456789\nabcdefghi\ntail\n');
  });
});
