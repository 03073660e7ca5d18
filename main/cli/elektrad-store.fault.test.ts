import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleForChild } from '../testing/bundle-for-child.ts';
import { requestTo } from '../testing/request-to.ts';

let program: string;
let root: string;
let backup: string;
let running: ChildProcess[];

beforeAll(async () => {
  program = await bundleForChild(fileURLToPath(new URL('../cli.ts', import.meta.url)));
});
beforeEach(async () => {
  running = [];
  root = await mkdtemp(join(tmpdir(), 'elektra-store-command-'));
  backup = join(root, 'backup');
});
afterEach(async () => {
  await Promise.all(running.map((each) => stopped(each, 'SIGKILL')));
  await rm(root, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(dataDir: string, args: readonly string[]) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: root };
  const all = [program, 'elektrad', ...args, '--data-dir', join(root, dataDir)];
  return spawn(process.execPath, all, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(dataDir: string, ...args: readonly string[]): Promise<Ended> {
  const child = start(dataDir, args);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, out, err };
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closing = once(child, 'close');
  child.kill(signal);
  await closing;
}

async function startElektrad(dataDir: string) {
  const child = start(dataDir, ['--elektrad-port', '0']);
  running.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [url = ''] = /http:\S+/.exec(line.toString()) ?? [];
  return { request: requestTo(url), stop: () => stopped(child, 'SIGTERM') };
}

/** Starts an elektrad, sets the keys, and stops it. */
async function fill(dataDir: string, names: readonly string[]): Promise<void> {
  const { request, stop } = await startElektrad(dataDir);
  for (const name of names) await request('PUT', `/kdb/${encodeURIComponent(name)}`, `of ${name}`);
  await stop();
}

async function contentOf(dataDir: string): Promise<{ readonly id: string; readonly ls: readonly string[] }> {
  const { request, stop } = await startElektrad(dataDir);
  const { id } = JSON.parse((await request('GET', '/version')).body) as { id: string };
  const { ls } = JSON.parse((await request('GET', '/kdb')).body) as { ls: string[] };
  await stop();
  return { id, ls };
}

function complaint(words: string): Ended {
  return { code: 1, out: '', err: expect.stringContaining(`elektra-web: ${words}`) as string };
}

describe('elektra-web elektrad backup, verify, restore', () => {
  it('bring a store to another place, with its id or under a new one', async () => {
    await fill('old', ['user:/a', 'user:/b']);
    expect(await run('old', 'backup', backup)).toEqual({ code: 0, out: `2 keys written to ${backup}.\n`, err: '' });
    const whole = { code: 0, out: '2 keys read, nothing is damaged.\n', err: '' };
    expect(await run('old', 'verify')).toEqual(whole);
    expect(await run('old', 'verify', backup)).toEqual(whole);
    expect(await run('new', 'restore', backup)).toEqual({ code: 0, out: `2 keys restored from ${backup}.\n`, err: '' });
    expect((await run('second', 'restore', backup, '--new-id')).code).toBe(0);
    const old = await contentOf('old');
    expect(await contentOf('new')).toEqual(old);
    const second = await contentOf('second');
    expect(second.ls).toEqual(old.ls);
    expect(second.id).not.toBe(old.id);
  });

  it('back up a running elektrad, and restore none that runs', async () => {
    const { request, stop } = await startElektrad('store');
    await request('PUT', '/kdb/user%3A%2Fa', 'a');
    expect((await run('store', 'backup', backup)).out).toBe(`1 key written to ${backup}.\n`);
    expect((await run('store', 'verify')).out).toBe('1 key read, nothing is damaged.\n');
    const { code, out, err } = await run('store', 'restore', backup, '--force');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/is held by elektrad \(pid \d+, since .*\)\. Stop it first/);
    expect((await request('GET', '/kdb/user%3A%2Fa')).body).toContain('"value":"a"');
    await stop();
  });

  it('replace the keys that are there only when told to, and keep the id', async () => {
    await fill('from', ['user:/a']);
    await run('from', 'backup', backup);
    await fill('to', ['user:/b', 'user:/c']);
    const before = await contentOf('to');
    const words = 'Nothing was restored: the elektrad has 2 keys. Back them up, then say --force to replace them.';
    expect(await run('to', 'restore', backup)).toEqual(complaint(words));
    expect(await contentOf('to')).toEqual(before);
    expect((await run('to', 'restore', backup, '--force')).code).toBe(0);
    expect(await contentOf('to')).toEqual({ id: before.id, ls: ['user:/a'] });
  });

  it('restore nothing of a damaged backup, and name the damage', async () => {
    await fill('store', ['user:/a', 'user:/b']);
    await run('store', 'backup', backup);
    await writeFile(backup, (await readFile(backup, 'utf8')).replace('of user:/b', 'of user:/x'));
    const damage = 'line 3: the checksum does not fit: the line is damaged';
    expect(await run('store', 'verify', backup)).toEqual({
      code: 1,
      out: `damaged: ${damage}\ndamaged: it holds 1 whole keys of 2\n1 key read, 2 damaged.\n`,
      err: '',
    });
    const words = `Nothing was restored: ${backup} is damaged, ${damage}. Use another backup.`;
    expect(await run('store', 'restore', backup, '--force')).toEqual(complaint(words));
    expect((await contentOf('store')).ls).toEqual(['user:/a', 'user:/b']);
    expect(await readdir(join(root, 'store', 'elektrad', 'keys'))).not.toContain('keys.lmdb.new');
  });

  it('replace a store that cannot be read any more when told to', async () => {
    await fill('store', ['user:/a']);
    await run('store', 'backup', backup);
    await writeFile(join(root, 'store', 'elektrad', 'keys', 'keys.lmdb'), 'x'.repeat(10_000));
    expect(await run('store', 'verify')).toMatchObject({ code: 1, err: expect.stringContaining('it is no lmdb file') });
    expect(await run('store', 'restore', backup)).toMatchObject({ code: 1, out: '' });
    expect((await run('store', 'restore', backup, '--force')).code).toBe(0);
    expect((await contentOf('store')).ls).toEqual(['user:/a']);
  });

  it('say what is missing', async () => {
    await fill('store', ['user:/a']);
    const nowhere = join(root, 'none', 'backup');
    expect(await run('store', 'backup', nowhere)).toEqual(complaint(`The backup ${nowhere} cannot be written: ENOENT`));
    expect(await run('store', 'restore', nowhere)).toEqual(complaint(`Nothing was restored: the elektrad has 1 key.`));
    expect(await run('other', 'restore', nowhere)).toEqual(complaint(`The backup ${nowhere} cannot be read: ENOENT`));
    expect(await run('none', 'backup', backup)).toEqual(complaint('There is no key store in '));
    expect(await run('none', 'verify')).toEqual(complaint('There is no key store in '));
    expect(await run('store', 'backup')).toMatchObject({ code: 1, err: expect.stringContaining("argument 'file'") });
  });
});
