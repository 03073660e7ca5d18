import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleForChild } from '../../testing/bundle-for-child.ts';
import { openEncryptedFile } from './encrypted-file.ts';
import { createKeychain, tryKeychain } from './keychain.ts';
import { describeSecrets } from './testing/secrets-conformance.ts';
import { missingPrograms, startSessionBus, type SessionBus } from './testing/session-bus.ts';

const PLACE = 'instance/web/credentials/1';
const OTHER = 'instance/web/credentials/2';
const PASSWORD = 'of the keyring';
const missing = missingPrograms();
if (missing.length > 0) {
  process.stderr.write(
    `The tests with a real keyring are skipped: ${missing.join(', ')} is missing (apt: gnome-keyring dbus libsecret-1-dev).\n`,
  );
}

/** A clusterd's secrets in a process of their own: libsecret keeps to one bus per process. */
interface Child {
  readonly opened: unknown;
  ask(...call: readonly string[]): Promise<unknown>;
  /** Ends it, and waits until it has ended by itself. */
  close(): Promise<void>;
  end(): Promise<void>;
}

describe.skipIf(missing.length > 0)('the keychain of this machine (needs gnome-keyring, dbus and keytar)', () => {
  let program: string;
  let keychainProgram: string;
  let bus: SessionBus;
  let directory: string;
  let children: Child[];

  beforeAll(async () => {
    const paths = ['./testing/children/use-secrets.ts', './keychain-process.ts'].map(
      (path) => new URL(path, import.meta.url),
    );
    [program = '', keychainProgram = ''] = await Promise.all(paths.map((path) => bundleForChild(fileURLToPath(path))));
  });
  beforeEach(async () => {
    children = [];
    directory = await mkdtemp(join(tmpdir(), 'elektra-web-keychain-'));
    bus = await startSessionBus();
  });
  afterEach(async () => {
    // What hangs in a stopped keyring goes on when it is gone.
    bus.stopKeyring();
    for (const child of children) await child.end();
    await bus.stop();
    await rm(directory, { recursive: true });
  });

  async function start(wanted = 'auto', env: Readonly<Record<string, string>> = bus.env): Promise<Child> {
    const running = spawn(process.execPath, [program, keychainProgram, directory, wanted], { env: { ...env } });
    const lines = createInterface({ input: running.stdout });
    const child: Child = {
      opened: await nextLine(lines),
      async ask(...call) {
        running.stdin.write(`${JSON.stringify(call)}\n`);
        return nextLine(lines);
      },
      async close() {
        const exit = once(running, 'exit');
        running.stdin.end();
        await exit;
      },
      end: () => ended(running),
    };
    children.push(child);
    return child;
  }

  it('is used when it is unlocked, and keeps what another process of the person has stored', async () => {
    bus.startKeyring(PASSWORD);
    const one = await start();
    expect(one.opened).toMatchObject({ value: { store: 'keychain', key: null, noKeychain: null } });
    expect(await one.ask('set', PLACE, 'a secret')).toEqual({ value: null });
    const other = await start();
    expect(await other.ask('get', PLACE)).toEqual({ value: 'a secret' });
    expect(await other.ask('names')).toEqual({ value: [PLACE] });
    expect((await readdir(directory)).sort()).toEqual(['keychain.id', 'secrets.place.json']);
  });

  it('is left for the file when it is locked', async () => {
    bus.startKeyring(PASSWORD);
    await start();
    bus.stopKeyring();
    bus.startKeyring(null);
    const child = await start();
    expect(child.opened).toMatchObject({ value: { store: 'file', noKeychain: { reason: 'locked' } } });
    expect(await child.ask('set', PLACE, 'a secret')).toEqual({ value: null });
    expect(await child.ask('get', PLACE)).toEqual({ value: 'a secret' });
  });

  it('is left for the file where there is no service, and where there is no bus', async () => {
    const onBus = await start();
    expect(onBus.opened).toMatchObject({ value: { store: 'file', noKeychain: { reason: 'absent' } } });
    const { DBUS_SESSION_BUS_ADDRESS: _address, ...withoutBus } = bus.env;
    const offBus = await start('auto', withoutBus);
    expect(offBus.opened).toMatchObject({ value: { store: 'file', noKeychain: { reason: 'absent' } } });
  });

  it('is left for the file when it is silent, within its time limit', async () => {
    process.kill(bus.startKeyring(PASSWORD), 'SIGSTOP');
    const startedAt = performance.now();
    const child = await start();
    expect(child.opened).toMatchObject({ value: { store: 'file', noKeychain: { reason: 'silent' } } });
    // Its own limit is 25 s and more; ours is 2 s per call, and two processes have to start.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('that falls silent later fails what is in it within its limit; new secrets go into the file until it answers', async () => {
    const keyring = bus.startKeyring(PASSWORD);
    const child = await start();
    await child.ask('set', PLACE, 'a secret');
    process.kill(keyring, 'SIGSTOP');
    const startedAt = performance.now();
    const silent = { code: 'STORAGE_FAILED', message: expect.stringContaining('did not answer') };
    expect(await child.ask('get', PLACE)).toMatchObject(silent);
    expect(await child.ask('set', OTHER, 'another')).toEqual({ value: null });
    expect(await child.ask('get', OTHER)).toEqual({ value: 'another' });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    process.kill(keyring, 'SIGCONT');
    expect(await child.ask('retry')).toMatchObject({ value: { store: 'keychain', left: null } });
    expect(await child.ask('get', PLACE)).toEqual({ value: 'a secret' });
    expect(await child.ask('get', OTHER)).toEqual({ value: 'another' });
    expect(await readdir(directory)).not.toContain('secrets.json');
  });

  it('that hangs keeps no process from ending', async () => {
    process.kill(bus.startKeyring(PASSWORD), 'SIGSTOP');
    const child = await start();
    const startedAt = performance.now();
    await child.close();
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('that was asked for and cannot be used refuses the start; the file that was asked for is used', async () => {
    const refused = await start('keychain');
    expect(refused.opened).toMatchObject({ code: 'StartRefused', message: expect.stringContaining('--secrets') });
    bus.startKeyring(PASSWORD);
    const chosen = await start('file');
    expect(chosen.opened).toMatchObject({ value: { store: 'file', noKeychain: { reason: 'chosen' } } });
  });

  it('takes over what was kept in the file while it could not be used', async () => {
    const before = await start();
    await before.ask('set', PLACE, 'a secret');
    await before.end();
    bus.startKeyring(PASSWORD);
    const after = await start();
    expect(await after.ask('get', PLACE)).toEqual({ value: 'a secret' });
    expect((await readdir(directory)).sort()).toEqual(['keychain.id', 'secrets.key', 'secrets.place.json']);
  });

  it.each(['file', 'keychain'])('keeps each secret in one of the two over kill -9 in a move to the %s', async (to) => {
    bus.startKeyring(PASSWORD);
    const names = Array.from({ length: 40 }, (_each, at) => `instance/web/credentials/${at}`);
    const before = await start();
    if (to === 'keychain') await before.ask('move', 'file');
    for (const name of names) await before.ask('set', name, `secret of ${name}`);
    void before.ask('move', to);
    // Both begin with the wish, and then move one entry after the other.
    const place = () => readFile(join(directory, 'secrets.place.json'), 'utf8');
    await expect.poll(place, { interval: 1 }).toContain(`"wish":"${to}"`);
    await before.end();
    const after = await start();
    expect(after.opened).toMatchObject({ value: { store: to, left: null } });
    expect(await after.ask('names')).toEqual({
      value: expect.toSatisfy((all: string[]) => all.length === names.length),
    });
    for (const name of names) expect(await after.ask('get', name)).toEqual({ value: `secret of ${name}` });
  });

  it('leaves a file alone that it cannot read', async () => {
    await openEncryptedFile({
      file: join(directory, 'secrets.json'),
      keyFile: join(directory, 'secrets.key'),
      environmentKey: undefined,
    });
    await writeFile(join(directory, 'secrets.json'), 'damaged');
    bus.startKeyring(PASSWORD);
    const child = await start();
    expect(child.opened).toMatchObject({ value: { store: 'keychain' } });
    expect(await readdir(directory)).toContain('secrets.json');
  });
});

describe.skipIf(missing.length > 0)('in this process', () => {
  let bus: SessionBus;
  const before = { ...process.env };
  beforeAll(async () => {
    bus = await startSessionBus();
    bus.startKeyring(PASSWORD);
    Object.assign(process.env, bus.env);
  });
  afterAll(async () => {
    await bus.stop();
    process.env = before;
  });

  describeSecrets(
    'the keychain',
    async () => {
      const keychain = createKeychain('test', (await import('keytar')).default);
      await tryKeychain(keychain);
      return keychain;
    },
    10,
  );
});

async function nextLine(lines: Interface): Promise<unknown> {
  const [line] = (await once(lines, 'line')) as [string];
  return JSON.parse(line);
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin.end();
  child.kill('SIGKILL');
  await exit;
}
