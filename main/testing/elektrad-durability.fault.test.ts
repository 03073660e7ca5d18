import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pathOf, type ElektradRequest } from '../elektrad/testing/elektrad-conformance.ts';
import { openLmdbKeyStore } from '../elektrad/storage/lmdb-key-store.ts';
import { bundleForChild } from './bundle-for-child.ts';
import { startOurElektrad } from './our-elektrad-http.ts';
import { requestTo } from './request-to.ts';
import { syncsBeforeAnswers } from './synced-answers.ts';

const run = promisify(execFile);
const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mountsAndUnmounts();
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektrad-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const LARGE = 'v'.repeat(9000);

interface Act {
  readonly name: string;
  /** Whether it writes so much that it cannot fit where there is no space. */
  readonly isLarge: boolean;
  send(request: ElektradRequest): ReturnType<ElektradRequest>;
}

/** One act of each kind that changes something, on `user:/a` and what is below it. */
const ACTS: readonly Act[] = [
  { name: 'set', isLarge: true, send: (request) => request('PUT', pathOf('kdb', 'user:/new'), LARGE) },
  {
    name: 'set many',
    isLarge: true,
    send: (request) => request('PUT', pathOf('kdbAll', 'user:/n'), { configurations: [{ key: 'x', value: LARGE }] }),
  },
  {
    name: 'set metadata',
    isLarge: true,
    send: (request) => request('POST', pathOf('kdbMeta', 'user:/a'), { key: 'description', value: LARGE }),
  },
  {
    name: 'set much metadata',
    isLarge: true,
    send: (request) => request('POST', pathOf('kdbMetaBulk', 'user:/a'), { meta: [{ key: 'm', value: LARGE }] }),
  },
  {
    name: 'remove metadata',
    isLarge: true,
    send: (request) => request('DELETE', pathOf('kdbMeta', 'user:/a'), { key: 'old' }),
  },
  { name: 'copy', isLarge: true, send: (request) => request('POST', pathOf('kdbCp', 'user:/a'), 'user:/copy') },
  { name: 'move', isLarge: true, send: (request) => request('POST', pathOf('kdbMv', 'user:/a'), 'user:/moved') },
  { name: 'remove', isLarge: false, send: (request) => request('DELETE', pathOf('kdb', 'user:/moved')) },
  {
    name: 'remove all below',
    isLarge: false,
    send: (request) => request('DELETE', `${pathOf('kdb', 'user:/moved')}?recursive=1`),
  },
];

async function expectAll(request: ElektradRequest): Promise<void> {
  for (const { name, send } of ACTS) {
    const { status } = await send(request);
    expect([201, 204], name).toContain(status);
  }
}

async function prepare(request: ElektradRequest): Promise<void> {
  await request('PUT', pathOf('kdb', 'user:/a'), LARGE);
  await request('PUT', pathOf('kdb', 'user:/a/b'), LARGE);
  await request('POST', pathOf('kdbMeta', 'user:/a'), { key: 'old', value: 'o' });
}

describe.skipIf(!hasStrace)('our elektrad, traced (needs strace)', () => {
  it('has synced every change before the first byte of its answer leaves', async () => {
    const child = await bundleForChild(fileURLToPath(new URL('./children/our-elektrad.ts', import.meta.url)));
    const trace = join(directory, 'trace');
    const calls = 'trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fdatasync,fsync';
    const command = [
      '-f',
      '-y',
      '-s',
      '16',
      '-o',
      trace,
      '-e',
      calls,
      process.execPath,
      child,
      join(directory, 'keys'),
    ];
    const traced = spawn('strace', command, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url = '', pid] = (await firstLineOf(traced)).split(' ');
    const request = requestTo(url);
    await prepare(request);
    await expectAll(request);
    // strace ends with what it traces.
    process.kill(Number(pid), 'SIGKILL');
    await once(traced, 'close');
    const { answers, writes, unsynced } = syncsBeforeAnswers(await readFile(trace, 'utf8'));
    expect(unsynced).toEqual([]);
    expect([answers, writes]).toEqual([ACTS.length + 3, ACTS.length + 3]);
  });
});

describe.skipIf(!canMount)('our elektrad on a full disk (needs the right to mount a small one)', () => {
  beforeEach(async () => {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', directory]);
  });
  afterEach(async () => {
    await run('umount', [directory]);
  });

  it('says of every act that it was not made, keeps all that it acknowledged, and goes on when there is space', async () => {
    await mkdir(join(directory, 'keys'));
    const first = await startOurElektrad(join(directory, 'keys'));
    const request = requestTo(first.url);
    await prepare(request);
    const before = await everything(request);
    await fill(join(directory, 'filler'));
    for (const { name, send } of ACTS.filter(({ isLarge }) => isLarge)) {
      const { status, body } = await send(request);
      expect([name, status, body]).toEqual([name, 507, expect.stringMatching(/no space is left on the disk/)]);
    }
    expect(await everything(request)).toEqual(before);
    await rm(join(directory, 'filler'));
    await expectAll(request);
    const after = await everything(request);
    await first.close();
    const second = await startOurElektrad(join(directory, 'keys'));
    expect(await everything(requestTo(second.url))).toEqual(after);
    await second.close();
  });

  it('says so of removals too, one by one and of all below, and makes none of them by half', async () => {
    await mkdir(join(directory, 'keys'));
    const first = await startOurElektrad(join(directory, 'keys'));
    const request = requestTo(first.url);
    const configurations = Array.from({ length: 200 }, (_each, at) => ({ key: `k${at}`, value: 'v' }));
    await request('PUT', pathOf('kdbAll', 'user:/n'), { configurations });
    await fill(join(directory, 'filler'));
    // What is left of the last page takes some removals.
    let at = 0;
    let status = 204;
    for (; status === 204; at += 1) ({ status } = await request('DELETE', pathOf('kdb', `user:/n/k${at}`)));
    expect([status, at]).toEqual([507, expect.any(Number)]);
    expect(at).toBeLessThan(200);
    const left = await everything(request);
    expect(JSON.stringify(left)).toContain(`user:/n/k${at - 1}"`);
    const all = await request('DELETE', `${pathOf('kdb', 'user:/n')}?recursive=1`);
    expect([all.status, all.body]).toEqual([507, expect.stringMatching(/no space is left on the disk/)]);
    expect(await everything(request)).toEqual(left);
    await rm(join(directory, 'filler'));
    expect((await request('DELETE', pathOf('kdb', `user:/n/k${at - 1}`))).status).toBe(204);
    const after = await everything(request);
    await first.close();
    const second = await startOurElektrad(join(directory, 'keys'));
    expect(await everything(requestTo(second.url))).toEqual(after);
    expect((await requestTo(second.url)('DELETE', `${pathOf('kdb', 'user:/n')}?recursive=1`)).status).toBe(204);
    expect(await everything(requestTo(second.url))).toEqual({ keys: [] });
    await second.close();
  });
});

describe('our elektrad, killed during large changes', () => {
  it('holds each of them wholly or not at all, and those it acknowledged', async () => {
    const child = await bundleForChild(fileURLToPath(new URL('./children/our-elektrad.ts', import.meta.url)));
    let acknowledged = '';
    for (let round = 1; round <= 8; round += 1) {
      const elektrad = spawn(process.execPath, [child, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [url = ''] = (await firstLineOf(elektrad)).split(' ');
      const before = await journalLength();
      const values = [`${round}a`, `${round}b`];
      const writing = values.reduce(async (last, value) => {
        await last;
        const configurations = Array.from({ length: 5000 }, (_each, at) => ({ key: `k${at}`, value }));
        const { status } = await requestTo(url)('PUT', pathOf('kdbAll', 'user:/n'), { configurations });
        if (status === 201) acknowledged = value;
      }, Promise.resolve());
      const ended = Promise.allSettled([writing]);
      // Each is about 150 000 bytes of the journal; the kill falls into the first or the second.
      while ((await journalLength()) < before + round * 35_000) if (elektrad.exitCode !== null) break;
      elektrad.kill('SIGKILL');
      await ended;
      const store = await openLmdbKeyStore({ directory });
      const found = new Set(store.names(null).map((name) => store.get(name)?.value));
      expect(store.names(null)).toHaveLength(found.size === 0 ? 0 : 5000);
      expect(found.size).toBeLessThanOrEqual(1);
      const [value = ''] = found;
      expect(['', acknowledged, ...values]).toContain(value);
      if (acknowledged !== '') expect(String(value) >= acknowledged).toBe(true);
      acknowledged = String(value);
      await store.close();
    }
  });
});

async function journalLength(): Promise<number> {
  const journal = (await readdir(directory)).find((name) => name.endsWith('.journal'));
  return journal === undefined ? 0 : (await stat(join(directory, journal))).size;
}

async function everything(request: ElektradRequest): Promise<unknown> {
  const { ls } = JSON.parse((await request('GET', '/kdb')).body) as { readonly ls: readonly string[] };
  return JSON.parse((await request('POST', '/kdbRead', { names: ls })).body);
}

async function fill(file: string): Promise<void> {
  for (const size of [65_536, 4096]) {
    const chunk = Buffer.alloc(size);
    let isFull = false;
    while (!isFull) {
      const [written] = await Promise.allSettled([appendFile(file, chunk)]);
      isFull = written.status === 'rejected';
    }
  }
}

async function firstLineOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('Its output is not read.');
  const [line] = (await once(stdout, 'data')) as [Buffer];
  return line.toString().trim();
}

function mountsAndUnmounts(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'elektra-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  const isUnmounted = isMounted && spawnSync('umount', [folder]).status === 0;
  rmSync(folder, { recursive: true });
  return isUnmounted;
}
