import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchFetch } from './watch-fetch.mjs';

const LIMITS = { idleSeconds: 30, totalSeconds: 600 };
let root = '';
let download = '';
let unpacked = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'watch-fetch-'));
  [download, unpacked] = [join(root, 'download'), join(root, 'dist')];
  await mkdir(download);
});
afterEach(() => rm(root, { recursive: true }));

function watching() {
  let now = 0;
  let look: (() => void) | null = null;
  let isGivenUp = false;
  const shown: number[] = [];
  const clock = {
    now: () => now,
    every: (_milliseconds: number, act: () => void) => {
      look = act;
      return () => {
        look = null;
      };
    },
  };
  const giveUp = (): void => {
    isGivenUp = true;
  };
  const watch = watchFetch([download, unpacked], LIMITS, (megabytes) => shown.push(megabytes), giveUp, clock);
  return {
    shown,
    isGivenUp: () => isGivenUp,
    after(seconds: number) {
      now += seconds * 1000;
      look?.();
    },
    reason: () => watch.stop()?.('mirror.example'),
  };
}

const comes = (bytes: number) => writeFile(join(download, 'electron.zip'), Buffer.alloc(bytes));

it('a server that never answers is given up', () => {
  const watch = watching();
  watch.after(29.9);
  expect(watch.isGivenUp()).toBe(false);
  watch.after(0.1);
  expect([watch.isGivenUp(), watch.reason()]).toEqual([true, 'mirror.example did not answer within 30 s']);
});

it('a download that stops, or comes byte by byte, is given up; one that goes on is not', async () => {
  const watch = watching();
  await comes(1_500_000);
  watch.after(29);
  await comes(1_600_000);
  watch.after(29);
  const stood = 'the download from mirror.example stood still for 30 s (1.6 MB have come)';
  watch.after(1);
  expect([watch.isGivenUp(), watch.reason(), watch.shown]).toEqual([true, stood, [1]]);
});

it('what is unpacked counts as well, and all of it has a limit', async () => {
  const watch = watching();
  await mkdir(unpacked);
  for (let step = 1; step <= 20; step += 1) {
    await writeFile(join(unpacked, `file-${step}`), Buffer.alloc(300_000));
    watch.after(29);
  }
  expect(watch.isGivenUp()).toBe(false);
  await writeFile(join(unpacked, 'last'), Buffer.alloc(300_000));
  watch.after(20);
  const late = 'the download from mirror.example was not done after 600 s (0.0 MB have come)';
  expect([watch.isGivenUp(), watch.reason()]).toEqual([true, late]);
});
