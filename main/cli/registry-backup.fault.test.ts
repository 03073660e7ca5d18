import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeDataFile } from '../adapters/nedb/read-data-file.ts';
import { CURRENT_SCHEMA } from '../clusterd/registry/schema.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { workHere } from '../backup/work-here.ts';
import { writeBackup } from '../backup/write-backup.ts';
import { createMemorySecrets } from '../clusterd/testing/memory-secrets.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { startClusterd } from '../clusterd-server.ts';
import { createClosers, type Closers } from '../closers.ts';
import { bundleForChild } from '../testing/bundle-for-child.ts';

const UNWATCHED = new AbortController().signal;
const PASSPHRASE = 'correct horse battery';

let program: string;
let root: string;
let running: ChildProcess[];
let open: Closers[];

beforeAll(async () => {
  program = await bundleForChild(fileURLToPath(new URL('../cli.ts', import.meta.url)));
});
beforeEach(async () => {
  [running, open] = [[], []];
  root = await mkdtemp(join(tmpdir(), 'elektra-registry-backup-'));
});
afterEach(async () => {
  await Promise.all(running.map((each) => stopped(each, 'SIGKILL')));
  for (const closers of open) await closers.close();
  await rm(root, { recursive: true });
});

const at = (name: string) => join(root, name);
const registryOf = (data: string) => join(root, data, 'clusterd', 'registry.db');

function start(data: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [program, ...args, '--data-dir', at(data)], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      ELEKTRA_WEB_SECRETS: 'file',
      ELEKTRA_WEB_PASSPHRASE: PASSPHRASE,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

async function run(data: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = start(data, args, env);
  if (child.stdout === null || child.stderr === null) throw new Error('It has no pipes.');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, out, err };
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closing = once(child, 'close');
  child.kill(signal);
  await closing;
}

/** clusterd as a command starts it, but in this process. */
async function serve(data: string) {
  const closers = createClosers();
  open.push(closers);
  await writeFile(at('index.html'), '<html></html>');
  const { url } = await startClusterd(
    {
      ...{ host: '127.0.0.1', port: 0, tls: null, allowedHosts: [], basePath: '/', trustedProxies: [], single: null },
      ...{ directory: at(`${data}/clusterd`), rendererDirectory: root, owner: 'ada@workstation', open: true },
      product: { name: 'elektra-web', version: '0.0.0' },
      secrets: { wanted: 'file', keyFile: null, environmentKey: undefined },
    },
    createSilentLog(),
    closers,
  );
  const call = async (path: string, body?: object) => {
    const sent =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(url + path, sent);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  return { call, stop: closers.close };
}

/** Quicker than the command, whose passphrase costs two seconds. */
async function backUp(data: string, file: string): Promise<void> {
  const what = { passphrase: PASSPHRASE, workFactor: 4, secrets: null, product: { name: 'x', version: '1' }, now: 0 };
  const place = { directory: at(`${data}/clusterd`), file: at(file), replace: false };
  await writeBackup({ ...what, ...place, work: workHere, signal: UNWATCHED });
}

describe('elektra-web backup', () => {
  it('of a clusterd that is written to holds everything acknowledged before it began', async () => {
    const { call, stop } = await serve('busy');
    const acknowledged: string[] = [];
    let isWriting = true;
    const write = async (writer: number) => {
      for (let number = 0; isWriting; number += 1) {
        const name = `cluster ${writer} ${number}`;
        await call('/api/clusters', { name });
        acknowledged.push(name);
      }
    };
    await call('/api/clusters', { name: 'first' });
    const writers = [write(0), write(1), write(2)];
    const before: (readonly string[])[] = [];
    for (let number = 0; number < 8; number += 1) {
      before.push([...acknowledged]);
      await backUp('busy', `backup${number}`);
    }
    isWriting = false;
    await Promise.all(writers);
    await stop();
    expect(before[7]?.length).toBeGreaterThan(before[0]?.length ?? Infinity);
    for (const [number, names] of before.entries()) {
      await mkdir(at(`restored${number}/clusterd`), { recursive: true });
      const heir = { id: 'heir', now: 0, force: false, passphrase: PASSPHRASE, secrets: createMemorySecrets() };
      const place = { directory: at(`restored${number}/clusterd`), file: at(`backup${number}`) };
      await restoreBackup({ ...heir, ...place, work: workHere, signal: UNWATCHED });
      // What is acknowledged is at least in the record of a change; a start does the rest.
      const again = await serve(`restored${number}`);
      const there = JSON.stringify(await again.call('/api/clusters'));
      expect(['first', ...names].filter((name) => !there.includes(`"${name}"`))).toEqual([]);
      await again.stop();
    }
  });

  it('takes the secrets along when asked to, and says at restore which are missing', async () => {
    const { call, stop } = await serve('old');
    const credentials = { kind: 'bearer', token: 'sesame' };
    await call('/api/instances', { id: 'web', name: 'web', host: 'http://127.0.0.1:1', credentials, force: true });
    expect(await run('old', ['backup', at('with'), '--with-secrets'])).toMatchObject({ code: 0 });
    await backUp('old', 'without');
    const held = await run('old', ['restore', at('with'), '--force']);
    expect(held).toMatchObject({ code: 1, err: expect.stringContaining('is held by clusterd') });
    await stop();

    expect((await run('to-with', ['restore', at('with')])).out).not.toContain('Missing');
    const without = await run('to-without', ['restore', at('without')]);
    expect(without).toMatchObject({
      code: 0,
      out: expect.stringContaining('Missing: the credentials of the instance web'),
    });
    const again = await serve('to-without');
    await expect(again.call('/api/instances/web/test', {})).rejects.toThrow('INSTANCE_CREDENTIALS');
    const whole = await serve('to-with');
    await expect(whole.call('/api/instances/web/test', {})).rejects.toThrow('INSTANCE_UNREACHABLE');
  });

  it('says what is wrong', async () => {
    await mkdir(at('data/clusterd'), { recursive: true });
    await writeDataFile(registryOf('data'), [{ _id: 'meta/schema', version: CURRENT_SCHEMA }]);
    await writeFile(at('short'), 'short\n');
    const short = await run('data', ['backup', at('file'), '--passphrase-file', at('short')]);
    expect(short).toMatchObject({ code: 1, err: expect.stringContaining('at least 10 characters') });
    const nobody = await run('data', ['backup', at('file')], { ELEKTRA_WEB_PASSPHRASE: '' });
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('--passphrase-file') });
    expect(await readdir(root)).not.toContain('file');

    expect(await run('data', ['backup', at('file')])).toMatchObject({ code: 0 });
    expect((await run('data', ['backup', at('file')])).err).toContain('is there already');
    expect((await run('data', ['restore', at('file')])).err).toContain('--force');
  });
});
