import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleForChild } from '../../testing/bundle-for-child.ts';
import { openSnapshot } from './store-snapshot.ts';
import { verifyStore } from './verify-store.ts';

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

describe('a snapshot of a store that another process writes to', () => {
  it('is one moment: all that was acknowledged before it, in order and without gaps, whole', async () => {
    // Values of 20 000 characters let the journal be taken over every 50 writes.
    const writer = spawn(process.execPath, [child, directory, '0', '1000000', '20000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged: number[] = [];
    let snapshots = 0;
    writer.stdout.setEncoding('utf8');
    for await (const chunk of writer.stdout) {
      acknowledged.push(...String(chunk).split('\n').slice(0, -1).map(Number));
      const last = acknowledged.at(-1) ?? -1;
      if (snapshots === 60) writer.kill('SIGKILL');
      else if (last >= snapshots * 9) {
        snapshots += 1;
        const snapshot = await openSnapshot(directory);
        const { keys, problems } = verifyStore(snapshot);
        await snapshot.close();
        expect(problems).toEqual([]);
        expect(keys).toBeGreaterThan(last);
        const numbers = snapshot.names.map((name) => Number(name.slice('user:/k'.length))).sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_number, at) => at));
      }
    }
    expect(snapshots).toBe(60);
  });
});
