import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Call, CallInputOf, OutputOf } from '#shared/contract/operation.ts';
import { createElektrads } from '../adapters/elektrad-client/elektrads.ts';
import { createClusterd, type Clusterd } from '../clusterd/clusterd.ts';
import { createFakeBackups } from '../clusterd/testing/fake-backups.ts';
import { createFakeDigest } from '../clusterd/testing/fake-digest.ts';
import { createMemoryDocumentStore } from '../clusterd/testing/memory-document-store.ts';
import { createFakeSealing } from '../clusterd/testing/fake-sealing.ts';
import { createMemorySecrets } from '../clusterd/testing/memory-secrets.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { createSystemRandom } from '../platform/system-random.ts';
import { bundleForChild } from './bundle-for-child.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { FieldEvent } from './field-elektrad/field-log.ts';

/** The double of the field's elektrad as a process, with what it says of itself. */
interface FieldProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly events: FieldEvent[];
}

let program: string;
let folder: string;
let processes: FieldProcess[];
let proxies: FaultProxy[];
let daemons: Clusterd[];

beforeAll(async () => {
  program = await bundleForChild(fileURLToPath(new URL('./children/field-elektrad.ts', import.meta.url)));
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'));
  [processes, proxies, daemons] = [[], [], []];
});
afterEach(async () => {
  for (const daemon of daemons) await daemon.close();
  for (const proxy of proxies) await proxy.close();
  for (const { child } of processes) await end(child);
  await rm(folder, { recursive: true });
});

async function startField(name: string): Promise<FieldProcess> {
  const child = spawn(process.execPath, [program, '--directory', join(folder, name)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const events: FieldEvent[] = [];
  const lines = createInterface(child.stdout);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('It ended before it listened.')));
    lines.on('line', (line) => {
      const said = /^field-elektrad listening on (\S+)$/.exec(line)?.[1];
      if (said === undefined) events.push(JSON.parse(line) as FieldEvent);
      else resolve(said);
    });
  });
  const field = { url, child, events };
  processes.push(field);
  return field;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function startDaemon(owner: string) {
  const [clock, random, log] = [createSystemClock(), createSystemRandom(), createSilentLog()];
  const elektrads = createElektrads({ clock, random, log });
  const store = createMemoryDocumentStore();
  const sealing = createFakeSealing();
  const ports = {
    store,
    elektrads,
    secrets: createMemorySecrets(),
    sealing,
    backups: createFakeBackups(),
    clock,
    random,
    digest: createFakeDigest(),
    log,
  };
  const clusterd = await createClusterd(ports, { product: { name: 'test', version: '1' }, owner, open: false });
  daemons.push(clusterd);
  return <Name extends keyof ClusterdContract>(
    operation: Name,
    input: CallInputOf<ClusterdContract[Name]>,
  ): Promise<OutputOf<ClusterdContract[Name]>> => {
    const handler = clusterd.handlers[operation] as (input: unknown, call: Call) => Promise<never>;
    const { signal } = new AbortController();
    const caller = { id: 'local', name: owner, role: 'admin' } as const;
    return handler(clusterdContract[operation].input.parse(input), { caller, requestId: 'test', signal });
  };
}

/** The process lives, and only one session has written to it. */
function expectUnharmed({ child, events }: FieldProcess): void {
  expect(child.exitCode).toBeNull();
  expect(new Set(events.flatMap((event) => (event.event === 'write' ? [event.session] : []))).size).toBe(1);
}

describe("whose database it is, over the field's elektrad as a process", () => {
  it('the same one under another name is refused, a clone is taken and marked anew', async () => {
    const call = await startDaemon('ada@one');
    const field = await startField('web-1');
    const first = await call('instances.create', { name: 'web-1', host: field.url });
    expect(first.identity.state).toBe('proven');
    await call('keys.set', { id: first.id, key: 'user:/a', value: 'x' });

    const proxy = await startFaultProxy(field.url);
    proxies.push(proxy);
    await expect(call('instances.create', { name: 'alias', host: proxy.url })).rejects.toMatchObject({
      code: 'INSTANCE_ALREADY_EXISTS',
      data: { existing: { id: first.id }, proven: true },
    });
    await call('keys.set', { id: first.id, key: 'user:/b', value: 'x' });
    expectUnharmed(field);

    await cp(join(folder, 'web-1'), join(folder, 'web-2'), { recursive: true });
    const clone = await startField('web-2');
    const second = await call('instances.create', { name: 'web-2', host: clone.url });
    expect(second.identity.state).toBe('proven');
    // Looking at the address, reading there and writing the marker share one.
    expect(clone.events.filter(({ event }) => event === 'session')).toHaveLength(1);
    await call('keys.set', { id: second.id, key: 'user:/a', value: 'y' });
    await call('keys.set', { id: first.id, key: 'user:/a', value: 'z' });
    for (const { id } of [first, second]) {
      expect((await call('keys.read', { id, key: 'user:/' })).ls).toEqual(['user:/a', 'user:/b']);
    }
    expectUnharmed(field);
    expectUnharmed(clone);
  });

  it('a second clusterd only reads until it takes over, and the first one only reads then', async () => {
    const [ada, bob] = [await startDaemon('ada@one'), await startDaemon('bob@two')];
    const field = await startField('web-1');
    const first = await ada('instances.create', { name: 'web-1', host: field.url });
    const second = await bob('instances.create', { name: 'web-1', host: field.url });
    expect(second.identity).toMatchObject({ state: 'owned', owner: { name: 'ada@one' } });
    const { id } = second;
    await expect(bob('keys.set', { id, key: 'user:/a', value: 'x' })).rejects.toMatchObject({
      code: 'INSTANCE_OWNED',
    });
    expectUnharmed(field);
    await bob('instances.takeOver', { id });
    await bob('keys.set', { id, key: 'user:/a', value: 'x' });
    // It looks again within seconds; here because it is told to.
    await expect(ada('instances.sayIdentity', { id: first.id, is: 'reinstalled' })).resolves.toMatchObject({
      identity: { state: 'owned', owner: { name: 'bob@two' } },
    });
    await expect(ada('keys.set', { id: first.id, key: 'user:/a', value: 'y' })).rejects.toMatchObject({
      code: 'INSTANCE_OWNED',
    });
    expect(field.child.exitCode).toBeNull();
  });

  it('nothing is written to a machine that came back with another database', async () => {
    const call = await startDaemon('ada@one');
    const [field, other] = [await startField('web-1'), await startField('web-2')];
    const { id } = await call('instances.create', { name: 'web-1', host: field.url });
    await call('instances.change', { id, host: other.url });
    await expect(call('keys.set', { id, key: 'user:/a', value: 'x' })).rejects.toMatchObject({
      code: 'IDENTITY_CHANGED',
    });
    expect(other.events.filter(({ event }) => event === 'write')).toEqual([]);
    await call('instances.sayIdentity', { id, is: 'anotherHost' });
    await call('keys.set', { id, key: 'user:/a', value: 'x' });
    expectUnharmed(other);
  });
});
