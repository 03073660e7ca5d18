import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordedLog } from './testing/recorded-log.ts';
import { FIRST_STATE, parseWindowState } from './window-state.ts';
import { createWindowStateFile, readWindowState } from './window-state-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elektra-web-window-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (x: number) => ({ ...FIRST_STATE, bounds: { x, y: 0, width: 800, height: 600 } });

describe('the file of the window', () => {
  it('holds the last of many changes, with nothing left beside it', async () => {
    const file = join(folder, 'config', 'window-state.json');
    const kept = createWindowStateFile(file, recordedLog());
    for (let x = 0; x < 100; x += 1) kept.keep(at(x));
    await kept.flush();
    expect(await readWindowState(file, recordedLog())).toEqual(at(99));
    expect(await readdir(join(folder, 'config'))).toEqual(['window-state.json']);
  });

  it('is written by itself after a quiet moment', async () => {
    const file = join(folder, 'window-state.json');
    const kept = createWindowStateFile(file, recordedLog(), 1);
    kept.keep(at(7));
    await expect.poll(async () => readWindowState(file, recordedLog())).toEqual(at(7));
    await kept.flush();
  });

  it('is whole whenever somebody looks', async () => {
    const file = join(folder, 'window-state.json');
    const kept = createWindowStateFile(file, recordedLog());
    kept.keep(at(0));
    await kept.flush();
    for (let x = 1; x < 20; x += 1) {
      kept.keep(at(x));
      const writing = kept.flush();
      expect(parseWindowState(await readFile(file, 'utf8')).bounds).not.toBeNull();
      await writing;
    }
  });

  it('that cannot be read or written stops nobody', async () => {
    const log = recordedLog();
    expect(await readWindowState(join(folder, 'none.json'), log)).toEqual(FIRST_STATE);
    expect(log.lines).toEqual([]);
    expect(await readWindowState(folder, log)).toEqual(FIRST_STATE);
    await writeFile(join(folder, 'a-file'), '');
    const kept = createWindowStateFile(join(folder, 'a-file', 'window-state.json'), log);
    kept.keep(at(1));
    await kept.flush();
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
  });
});
