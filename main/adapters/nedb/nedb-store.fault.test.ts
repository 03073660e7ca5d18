import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../clusterd/testing/fake-clock.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { bundleForChild } from '../../testing/bundle-for-child.ts';
import { openNedbStore } from './nedb-store.ts';
import type { FullDiskReport } from './testing/children/fill-disk.ts';

const bundled = (name: string): Promise<string> =>
  bundleForChild(fileURLToPath(new URL(`./testing/children/${name}.ts`, import.meta.url)));

describe('the registry over real processes and disks', () => {
  let folder: string;
  let file: string;
  let writeDocuments: string;
  let fillDisk: string;
  beforeAll(async () => {
    [writeDocuments, fillDisk] = await Promise.all([bundled('write-documents'), bundled('fill-disk')]);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nedb-fault-'));
    file = join(folder, 'registry.db');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** Runs the child until that many documents are acknowledged, kills it, and resolves to all that it said, in order. */
  async function writeUntilKilled(args: readonly number[], killAfter: number): Promise<readonly number[]> {
    const child = spawn(process.execPath, [writeDocuments, file, ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged: number[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      acknowledged.push(Number(line));
      if (acknowledged.length === killAfter) child.kill('SIGKILL');
    });
    await Promise.all([once(child, 'exit'), once(lines, 'close')]);
    return acknowledged;
  }

  it.each([
    ['creates, one by one', 1000, 1],
    ['creates, eight side by side', 1000, 8],
    ['changes of thirty documents, eight side by side, with compactions', 30, 8],
  ])('keeps every acknowledged document over kill -9: %s', async (_, ids, width) => {
    const seed = Date.now() % 1_000_000;
    const runs = width === 1 ? 10 : 5;
    const moments = fc.sample(fc.integer({ min: 1, max: 1000 }), { seed, numRuns: runs });
    for (const moment of moments) {
      const story = `seed ${seed}, killed after ${moment}`;
      await rm(folder, { recursive: true });
      await mkdir(folder);
      const acknowledged = await writeUntilKilled([1000, ids, width], moment);
      expect(acknowledged.length, story).toBeGreaterThanOrEqual(moment);
      const store = await openNedbStore({ file, log: createSilentLog(), clock: createFakeClock() });
      const found = new Map((await store.all()).map(({ _id, n }) => [_id, n as number]));
      await store.close();
      for (const n of acknowledged) {
        // A later change of the same document may have been stored without having been acknowledged.
        expect(found.get(`x/${n % ids}`), `${story}, document ${n}`).toBeGreaterThanOrEqual(n);
      }
      expect(found.size, story).toBeLessThanOrEqual(Math.min(ids, acknowledged.length + width));
      const left = (await readdir(folder)).filter((name) => !name.includes('.torn-'));
      expect(left, story).toEqual(['registry.db']);
    }
  });

  it('holds exactly what was acknowledged on a disk that is full, and goes on when there is space', async ({
    skip,
  }) => {
    const mounted = 'mount -t tmpfs -o size=512k tmpfs "$0" && exec "$@"';
    const apart = [['-m'], ['-rm']].find(
      (flags) => spawnSync('unshare', [...flags, 'sh', '-c', mounted, folder, 'true']).status === 0,
    );
    if (apart === undefined) return skip('A small file system cannot be mounted here: it takes root, or unshare -rm.');
    const child = spawn('unshare', [...apart, 'sh', '-c', mounted, folder, process.execPath, fillDisk, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const report = JSON.parse(await text(child.stdout)) as FullDiskReport;
    expect(report.acknowledgedBeforeFull).toBeGreaterThan(50);
    expect(report.rejections.length).toBeGreaterThan(3);
    expect(new Set(report.rejections.map(({ code, reason }) => `${code}: ${reason}`))).toEqual(
      new Set(['STORAGE_FAILED: the disk is full']),
    );
    expect(Object.entries(report.stages).filter(([, isRight]) => !isRight)).toEqual([]);
    expect(Object.keys(report.stages)).toHaveLength(12);
    expect(report.warnings).toEqual([expect.stringContaining('could not be compacted')]);
  });

  it('has each document on the disk before it is acknowledged, as the system sees it', async ({ skip }) => {
    const trace = join(folder, 'trace');
    const strace = ['-f', '-qq', '-s', '64', '-e', 'trace=write,pwrite64,fsync,fdatasync', '-o', trace];
    const tried = spawnSync('strace', [...strace, 'true']);
    if (tried.status !== 0) return skip(`strace cannot be used here: ${String(tried.error ?? tried.stderr)}`);
    const child = spawnSync('strace', [...strace, process.execPath, writeDocuments, file, '30', '30', '1']);
    expect(child.status).toBe(0);
    const lines = (await readFile(trace, 'utf8')).split('\n');
    for (let n = 0; n < 30; n += 1) {
      const written = lines.findIndex((line) => line.includes(`"{\\"_id\\":\\"x/${n}\\"`));
      const acknowledged = lines.findIndex((line) => line.includes(`write(1, "${n}\\n"`));
      const synced = lines.findIndex(
        (line, index) => index > written && /(fdatasync|fsync)(\(| resumed).*\)\s*= 0$/.test(line),
      );
      expect(written, `document ${n}`).toBeGreaterThan(-1);
      expect(synced, `document ${n}`).toBeGreaterThan(written);
      expect(acknowledged, `document ${n}`).toBeGreaterThan(synced);
    }
  });
});
