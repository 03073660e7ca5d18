import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { bundleForChild } from '../../testing/bundle-for-child.ts';
import type { KeyStore } from '../ports.ts';
import { openLmdbKeyStore } from './lmdb-key-store.ts';

const run = promisify(execFile);
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mountsAndUnmounts();
const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
let child: string;
let directory: string;

beforeAll(async () => {
  child = await bundleForChild(fileURLToPath(new URL('../testing/write-keys-process.ts', import.meta.url)));
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektra-keys-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('the lmdb key store, killed', () => {
  it('holds every key it acknowledged, ten times', async () => {
    let next = 0;
    for (let round = 0; round < 10; round += 1) {
      const acknowledged = await killedAfter(next, 20 + round * 30);
      const store = await openLmdbKeyStore({ directory });
      for (const at of acknowledged) expect(store.get(numbered(at))).toBeDefined();
      // Besides what was acknowledged, at most the one that was under way is there.
      next = [...store.names(null)].length;
      expect(next - ((acknowledged.at(-1) ?? -1) + 1)).toBeLessThanOrEqual(1);
      await store.close();
    }
  });
});

describe.skipIf(!hasStrace)('the lmdb key store, traced (needs strace)', () => {
  it('has synced before it acknowledges', async () => {
    const trace = join(directory, 'trace');
    const calls = 'trace=pwrite64,pwritev,writev,write,fdatasync,fsync,msync';
    await run('strace', ['-f', '-y', '-o', trace, '-e', calls, process.execPath, child, directory, '0', '20', '500']);
    const { stdout } = await run('grep', ['-E', 'keys-.*\\.journal>| write\\(1<', trace]);
    let unsynced = 0;
    let written = 0;
    let acknowledged = 0;
    for (const line of stdout.split('\n')) {
      const [, call = '', descriptor = ''] = /^\d+ +(\w+)\((\d+)</.exec(line) ?? [];
      if (call === 'write' && descriptor === '1') {
        expect(unsynced, line).toBe(0);
        acknowledged += 1;
        expect(written, line).toBeGreaterThanOrEqual(acknowledged);
      } else if (/sync/.test(call)) unsynced = 0;
      else if (/write/.test(call)) {
        unsynced += 1;
        written += 1;
      }
    }
    expect(acknowledged).toBe(20);
  });
});

describe.skipIf(!canMount)('the lmdb key store on a full disk (needs the right to mount a small one)', () => {
  beforeEach(async () => {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', directory]);
  });
  afterEach(async () => {
    await run('umount', [directory]);
  });

  it('refuses what it cannot store, loses nothing, and goes on when there is space', async () => {
    const store = await openLmdbKeyStore({ directory });
    const { stored, refused } = await fill(store);
    expect(stored.length).toBeGreaterThan(10);
    expect(refused.length).toBe(3);
    for (const at of stored) expect(store.get(numbered(at))?.value).toBe(bigValue(at));
    for (const at of refused) expect(store.get(numbered(at))).toBeUndefined();

    await run('mount', ['-o', 'remount,size=8m', directory]);
    await store.change((keys) => keys.put(numbered(9999), { value: 'after', meta: {} }));
    await store.close();
    const reopened = await openLmdbKeyStore({ directory });
    for (const at of stored) expect(reopened.get(numbered(at))?.value).toBe(bigValue(at));
    expect(reopened.get(numbered(9999))?.value).toBe('after');
    expect([...reopened.names(null)]).toHaveLength(stored.length + 1);
    await reopened.close();
  });

  it('is full for changes that share a commit, and for none of them by half', async () => {
    const store = await openLmdbKeyStore({ directory });
    await store.change((keys) => keys.put(numbered(0), { value: 'x'.repeat(1_000_000), meta: {} }));
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((at) =>
        store.change((keys) => keys.put(numbered(at), { value: 'y'.repeat(500_000), meta: {} })),
      ),
    );
    for (const [index, { status }] of results.entries()) {
      expect(store.get(numbered(index + 1)) !== undefined).toBe(status === 'fulfilled');
    }
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    await store.close();
  });
});

function mountsAndUnmounts(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'elektra-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  const isUnmounted = isMounted && spawnSync('umount', [folder]).status === 0;
  rmSync(folder, { recursive: true });
  return isUnmounted;
}

function numbered(at: number): KeyName {
  return parseKeyName(`user:/k${at}`);
}

function bigValue(at: number): string {
  return `${at} ${'v'.repeat(30_000)}`;
}

/** Puts keys until three in a row are refused. */
async function fill(store: KeyStore): Promise<{ readonly stored: number[]; readonly refused: number[] }> {
  const stored: number[] = [];
  const refused: number[] = [];
  for (let at = 0; refused.length < 3; at += 1) {
    try {
      await store.change((keys) => keys.put(numbered(at), { value: bigValue(at), meta: {} }));
      stored.push(at);
    } catch (error) {
      if (!isElektraError(error, 'STORAGE_FAILED')) throw error;
      expect(error.message).toMatch(/no space is left on the disk/);
      refused.push(at);
    }
  }
  return { stored, refused };
}

/** Starts the writing process, kills it with -9 after so many acknowledgements; resolves to all that it gave. */
async function killedAfter(first: number, acknowledgements: number): Promise<readonly number[]> {
  const writer = spawn(process.execPath, [child, directory, String(first), '1000000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  writer.stdout.setEncoding('utf8');
  for await (const chunk of writer.stdout) {
    output += String(chunk);
    if (output.split('\n').length > acknowledgements) writer.kill('SIGKILL');
  }
  return output.split('\n').slice(0, -1).map(Number);
}
