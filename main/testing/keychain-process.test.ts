import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRemoteKeytar } from '../adapters/secrets/remote-keytar.ts';
import { createFakeUtilityProcess } from '../app/testing/fake-utility-process.ts';
import { startUtilityChild } from '../app/utility-child.ts';
import { forkChild } from '../platform/fork-child.ts';
import { bundleForChild } from './bundle-for-child.ts';

const PROGRAM = fileURLToPath(new URL('../adapters/secrets/keychain-process.ts', import.meta.url));

/** Answers a first word and what it is sent; ignores polite requests to end. */
const STUBBORN = `process.on('SIGTERM', () => undefined);
process.parentPort.on('message', ({ data }) => process.parentPort.postMessage({ heard: data, by: process.pid }));
process.parentPort.postMessage('ready');`;

let program = '';
let directory = '';
beforeAll(async () => {
  program = await bundleForChild(PROGRAM);
  directory = await mkdtemp(join(tmpdir(), 'elektra-web-utility-'));
  await writeFile(join(directory, 'stubborn.mjs'), STUBBORN);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

const startInElectron = startUtilityChild(createFakeUtilityProcess({ isReady: true }));

describe.each([
  ['by plain Node', forkChild],
  ['as a utility process', startInElectron],
])('the program that asks the keychain, started %s', (_how, startChild) => {
  it('answers with what the keychain says', async () => {
    // Nobody listens there, on no machine.
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', `unix:path=${join(directory, 'no-bus')}`);
    const keytar = createRemoteKeytar({ program, startChild, limitMs: 30_000 });
    const failed = keytar.getPassword('Elektra Web', 'a');
    await expect(failed).rejects.toThrow(/no-bus|connect|No such file|keytar is not installed/);
    await expect(failed).rejects.not.toThrow(/ended|did not/);
  });
});

describe('a utility process', () => {
  it('cannot be started before the application is ready, which fails the call', async () => {
    const startChild = startUtilityChild(createFakeUtilityProcess({ isReady: false }));
    const keytar = createRemoteKeytar({ program, startChild, limitMs: 30_000 });
    await expect(keytar.getPassword('Elektra Web', 'a')).rejects.toThrow('before app is ready');
  });

  it('hears and answers, is ended at once, and is told of then', async () => {
    const child = startInElectron(join(directory, 'stubborn.mjs'), { env: process.env });
    const said: unknown[] = [];
    const heard = new Promise<number>((resolve) =>
      child.onMessage((message) => {
        said.push(message);
        if (message === 'ready') child.send({ a: [1, 'text'] });
        else resolve((message as { by: number }).by);
      }),
    );
    const pid = await heard;
    expect(said).toEqual(['ready', { heard: { a: [1, 'text'] }, by: pid }]);
    const exit = new Promise<void>((resolve) => child.onExit(() => resolve()));
    child.kill();
    await exit;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    child.kill();
  });
});
