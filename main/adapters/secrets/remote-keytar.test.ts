import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forkChild } from '../../platform/fork-child.ts';
import { createRemoteKeytar } from './remote-keytar.ts';
import { KEY_VARIABLE } from './secrets-key.ts';

/** Answers with the environment variable that it is asked for, and hangs up when it is to delete. */
const PROGRAM = `process.on('message', ({ id, call, args }) => {
  if (call !== 'deletePassword') return process.send({ id, value: process.env[args[1]] ?? null });
  process.disconnect();
});
setInterval(() => undefined, 1000);
process.send({ id: 0 });`;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'elektra-web-remote-'));
  await writeFile(join(directory, 'program.mjs'), PROGRAM);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

const start = () =>
  createRemoteKeytar({ program: join(directory, 'program.mjs'), startChild: forkChild, limitMs: 10_000 });

describe('the process that asks the keychain', () => {
  it('has the environment that leads to it, without the key of the encrypted file', async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/bus');
    vi.stubEnv(KEY_VARIABLE, Buffer.alloc(32, 7).toString('base64'));
    const keytar = start();
    expect(await keytar.getPassword('', 'DBUS_SESSION_BUS_ADDRESS')).toBe('unix:path=/bus');
    expect(await keytar.getPassword('', KEY_VARIABLE)).toBeNull();
    await expect(keytar.deletePassword('', '')).rejects.toThrow('has ended');
  });

  it('may hang up at any time: what waits fails, and the next call has another one', async () => {
    vi.stubEnv('PLACE', 'there');
    const keytar = start();
    for (let round = 0; round < 3; round += 1) {
      const calls = [
        keytar.deletePassword('', ''),
        ...Array.from({ length: 50 }, () => keytar.getPassword('', 'PLACE')),
      ];
      const settled = await Promise.allSettled(calls);
      expect(settled[0]).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('has ended') },
      });
      expect(await keytar.getPassword('', 'PLACE')).toBe('there');
    }
    await expect(keytar.deletePassword('', '')).rejects.toThrow('has ended');
  });
});
