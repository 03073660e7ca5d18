import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleForChild } from '../testing/bundle-for-child.ts';
import { KEYCHAIN_PROGRAM } from '../testing/keychain-program.ts';
import { createFakeUtilityProcess } from './testing/fake-utility-process.ts';
import { startUtilityChild } from './utility-child.ts';

/** Says a first word and what it hears; ignores polite requests to end. */
const STUBBORN = `process.on('SIGTERM', () => undefined);
process.parentPort.on('message', ({ data }) => process.parentPort.postMessage({ heard: data, by: process.pid }));
process.parentPort.postMessage('ready');`;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektra-web-utility-'));
  await writeFile(join(directory, 'stubborn.mjs'), STUBBORN);
});
afterAll(() => rm(directory, { recursive: true }));

const start = startUtilityChild(createFakeUtilityProcess({ isReady: true }));

describe('a child in a utility process', () => {
  it('is the program that asks the keychain: it says that it is there, and answers each question with its id', async () => {
    // Nobody listens there, on no machine.
    const bus = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(directory, 'no-bus')}` };
    const child = start(await bundleForChild(KEYCHAIN_PROGRAM), { env: { ...process.env, ...bus } });
    const said: unknown[] = [];
    await new Promise<void>((resolve) =>
      child.onMessage((message) => {
        said.push(message);
        if (said.length > 1) resolve();
        else child.send({ id: 7, call: 'getPassword', args: ['Elektra Web', 'a'] });
      }),
    );
    expect(said).toEqual([
      { id: 0 },
      { id: 7, error: { message: expect.any(String), isMissing: expect.any(Boolean) } },
    ]);
    child.kill();
  });

  it('hears and answers, is ended at once whatever it does, and is told of then', async () => {
    const child = start(join(directory, 'stubborn.mjs'), { env: process.env });
    const said: unknown[] = [];
    const pid = await new Promise<number>((resolve) =>
      child.onMessage((message) => {
        said.push(message);
        if (message === 'ready') child.send({ a: [1, 'text'] });
        else resolve((message as { by: number }).by);
      }),
    );
    expect(said).toEqual(['ready', { heard: { a: [1, 'text'] }, by: pid }]);
    const exit = new Promise<void>((resolve) => child.onExit(() => resolve()));
    child.kill();
    await exit;
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    child.kill();
  });

  it('cannot be started before the application is ready', () => {
    const early = startUtilityChild(createFakeUtilityProcess({ isReady: false }));
    expect(() => early(join(directory, 'stubborn.mjs'), { env: {} })).toThrow('before app is ready');
  });
});
