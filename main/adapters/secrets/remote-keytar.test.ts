import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRemoteKeytar } from './remote-keytar.ts';
import { KEY_VARIABLE } from './secrets-key.ts';

/** Answers with the environment variable that it is asked for. */
const PROGRAM = `process.on('message', ({ id, args }) => process.send({ id, value: process.env[args[1]] ?? null }));
process.once('disconnect', () => process.exit());
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

describe('the process that asks the keychain', () => {
  it('has the environment that leads to it, without the key of the encrypted file', async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/bus');
    vi.stubEnv(KEY_VARIABLE, Buffer.alloc(32, 7).toString('base64'));
    const keytar = createRemoteKeytar({ program: join(directory, 'program.mjs'), limitMs: 10_000 });
    expect(await keytar.getPassword('', 'DBUS_SESSION_BUS_ADDRESS')).toBe('unix:path=/bus');
    expect(await keytar.getPassword('', KEY_VARIABLE)).toBeNull();
  });
});
