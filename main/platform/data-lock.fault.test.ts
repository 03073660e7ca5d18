import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleForChild } from '../testing/bundle-for-child.ts';
import { lockDirectory } from './data-lock.ts';

const RACERS = 10;
const KILLS = 40;
const about = { pid: process.pid, startedAt: 0, what: 'test' };

const bundled = (name: string): Promise<string> =>
  bundleForChild(fileURLToPath(new URL(`./testing/children/${name}.ts`, import.meta.url)));

/** What the racers wrote down, read as one story; throws where it has two holders. */
function checkStory(lines: readonly string[]): { readonly acquired: number; readonly afterKill: number } {
  let holder: string | null = null;
  let acquired = 0;
  let afterKill = 0;
  const killed = new Set<string>();
  lines.forEach((line, index) => {
    const [who = '', what] = line.split(' ');
    const at = `line ${index + 1}: ${line}, while ${holder} holds it`;
    if (what === 'killed') {
      killed.add(who);
    } else if (what === 'acquired') {
      if (holder !== null && !killed.has(holder)) throw new Error(`Two holders at ${at}`);
      if (holder !== null) afterKill += 1;
      holder = who;
      acquired += 1;
    } else {
      if (holder !== who) throw new Error(`Two holders at ${at}`);
      if (what === 'releasing') holder = null;
    }
  });
  return { acquired, afterKill };
}

describe.skipIf(process.platform === 'win32')('the lock of a directory among processes', () => {
  let folder: string;
  let holdLock: string;
  let raceForLock: string;
  let children: Set<ChildProcess>;
  beforeAll(async () => {
    [holdLock, raceForLock] = await Promise.all([bundled('hold-lock'), bundled('race-for-lock')]);
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'data-lock-')));
    children = new Set();
  });
  afterEach(async () => {
    await Promise.all([...children].map(end));
    await rm(folder, { recursive: true });
  });

  const start = (command: string, args: readonly string[]): ChildProcess => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.add(child);
    return child;
  };
  const end = async (child: ChildProcess): Promise<void> => {
    children.delete(child);
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill('SIGKILL');
    await exited;
  };
  const firstLine = async (child: ChildProcess): Promise<unknown> => {
    const lines = createInterface({ input: child.stdout! });
    const [line] = (await once(lines, 'line')) as [string];
    return JSON.parse(line);
  };

  it('dies with a holder that is killed, at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const child = start(process.execPath, [holdLock, folder]);
      expect(await firstLine(child)).toEqual({ ok: true });
      expect(await lockDirectory(folder, about)).toMatchObject({
        ok: false,
        holder: { pid: child.pid, what: 'holder' },
      });
      await end(child);
    }
    const lock = await lockDirectory(folder, about);
    expect(lock.ok).toBe(true);
    expect(await readdir(join(folder, 'lock'))).toHaveLength(2);
    if (lock.ok) await lock.release();
  });

  it('is still held by one that is stopped, though it does not say who it is', async () => {
    const child = start(process.execPath, [holdLock, folder]);
    await firstLine(child);
    child.kill('SIGSTOP');
    expect(await lockDirectory(folder, about)).toEqual({ ok: false, holder: null });
    child.kill('SIGCONT');
    child.stdin!.end();
    await once(child, 'exit');
    const lock = await lockDirectory(folder, about);
    expect(lock.ok).toBe(true);
    if (lock.ok) await lock.release();
  });

  it('holds across network and process namespaces', async ({ skip }) => {
    const apart = ['-rnp', '--fork', '--mount-proc'];
    const possible = spawnSync('unshare', [...apart, 'true']);
    skip(possible.status !== 0, `unshare is not allowed here: ${String(possible.stderr ?? possible.error)}`);
    const lock = await lockDirectory(folder, about);
    const child = start('unshare', [...apart, process.execPath, holdLock, folder]);
    expect(await firstLine(child)).toEqual({ ok: false, holder: about });
    if (lock.ok) await lock.release();
    const inside = start('unshare', [...apart, process.execPath, holdLock, folder]);
    expect(await firstLine(inside)).toEqual({ ok: true });
    expect(await lockDirectory(folder, about)).toMatchObject({ ok: false, holder: { what: 'holder' } });
  });

  it(`never has two holders among ${RACERS} processes, ${KILLS} of them killed`, async () => {
    const witness = join(folder, 'witness');
    let kills = 0;
    let turns = 0;
    await new Promise<void>((resolve, reject) => {
      const race = (): void => {
        const child = start(process.execPath, [raceForLock, folder, witness, '10']);
        child.once('error', reject);
        createInterface({ input: child.stdout! }).on('line', () => {
          turns += 1;
          if (turns % 4 !== 0 || kills >= KILLS || child.killed) return;
          kills += 1;
          // Written before the signal is sent, so that whoever comes next is not taken for a second holder.
          appendFileSync(witness, `${child.pid} killed\n`);
          child.kill('SIGKILL');
          children.delete(child);
          if (kills === KILLS) resolve();
          else race();
        });
      };
      for (let racer = 0; racer < RACERS; racer += 1) race();
    });
    const running = [...children];
    for (const child of running) appendFileSync(witness, `${child.pid} killed\n`);
    await Promise.all(running.map(end));
    const { acquired, afterKill } = checkStory((await readFile(witness, 'utf8')).trimEnd().split('\n'));
    expect(acquired).toBeGreaterThanOrEqual(KILLS * 4);
    // How many of the kills meet the holder, is up to the machine.
    expect(afterKill).toBeGreaterThan(0);
    const lock = await lockDirectory(folder, about);
    expect(lock.ok).toBe(true);
    expect(await readdir(join(folder, 'lock'))).toHaveLength(2);
    if (lock.ok) await lock.release();
  });
});
