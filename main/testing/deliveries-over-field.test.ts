import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Call, CallInputOf, OutputOf } from '#shared/contract/operation.ts';
import { createElektrads } from '../adapters/elektrad-client/elektrads.ts';
import { createClusterd, type Clusterd } from '../clusterd/clusterd.ts';
import { createFakeBackups } from '../clusterd/testing/fake-backups.ts';
import { createFakeDigest } from '../clusterd/testing/fake-digest.ts';
import { createFakeSealing } from '../clusterd/testing/fake-sealing.ts';
import { createMemoryDocumentStore } from '../clusterd/testing/memory-document-store.ts';
import { createMemorySecrets } from '../clusterd/testing/memory-secrets.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { createSystemRandom } from '../platform/system-random.ts';
import { createFieldElektrad, type FieldElektrad } from './field-elektrad/field-elektrad.ts';

const KEY = 'user:/sw/app/port';

let fields: FieldElektrad[];
let clusterd: Clusterd;

beforeEach(async () => {
  // Each meets a kdb command beside it now and then, as in the field.
  const start = () => createFieldElektrad({ conflictShare: 0.05 });
  fields = await Promise.all([start(), start(), start()]);
  const [clock, random, log] = [createSystemClock(), createSystemRandom(), createSilentLog()];
  const ports = {
    clock,
    random,
    log,
    secrets: createMemorySecrets(),
    sealing: createFakeSealing(),
    backups: createFakeBackups(),
  };
  clusterd = await createClusterd(
    {
      ...ports,
      store: createMemoryDocumentStore(),
      digest: createFakeDigest(),
      elektrads: createElektrads({ clock, random, log }),
    },
    { product: { name: 'test', version: '1' }, owner: 'ada', open: false },
  );
});
afterEach(async () => {
  await clusterd.close();
  await Promise.all(fields.map((field) => field.stop()));
});

function call<Name extends keyof ClusterdContract>(
  operation: Name,
  input: CallInputOf<ClusterdContract[Name]>,
): Promise<OutputOf<ClusterdContract[Name]>> {
  const handler = clusterd.handlers[operation] as (input: unknown, call: Call) => Promise<never>;
  const { signal } = new AbortController();
  const caller = { id: 'local', name: 'ada', role: 'admin' } as const;
  return handler(clusterdContract[operation].input.parse(input), { caller, requestId: 'test', signal });
}

async function clusterOfAll(): Promise<string> {
  const { id } = await call('clusters.create', { name: 'web' });
  for (const [at, { url }] of fields.entries()) {
    const instance = await call('instances.create', { name: `n${at}`, host: url });
    await call('clusters.join', { id, instanceId: instance.id });
  }
  return id;
}

const stored = (field: FieldElektrad, key: string) => field.stored().find(({ name }) => name === key);

describe('deliveries to elektrads of the field', () => {
  it('are on the disk of each when they are applied, in spite of commands beside it', async () => {
    const id = await clusterOfAll();
    const set = await call('settings.set', { id, key: KEY, value: '80' });
    expect(set).toMatchObject({ state: 'all', outcomes: [{}, {}, {}] });
    await call('settings.setMeta', { id, name: KEY, key: 'check/range', value: '0-100' });
    for (const field of fields) {
      expect(stored(field, KEY)).toMatchObject({ value: '80', meta: { 'check/range': '0-100' } });
    }
    const refused = await call('settings.set', { id, key: KEY, value: '101' });
    expect(refused.outcomes.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(refused.outcomes[0]?.error).toMatchObject({ code: 'ELEKTRA_REJECTED', data: { number: 'C03200' } });
    await call('settings.set', { id, key: KEY, value: '99' });
    for (const field of fields) expect(stored(field, KEY)).toMatchObject({ value: '99' });
    await call('settings.remove', { id, key: KEY });
    for (const field of fields) expect([stored(field, KEY), field.death()]).toEqual([undefined, null]);
  });

  it('reach the others while one is down, and that one when it is back', async () => {
    const id = await clusterOfAll();
    await fields[0]?.kill();
    const set = await call('settings.set', { id, key: KEY, value: '80' });
    const again = await call('settings.set', { id, key: KEY, value: '81' });
    expect(set.outcomes.map(({ outcome }) => outcome)).toEqual(['pending', 'applied', 'applied']);
    expect(again.state).toBe('pending');
    await fields[0]?.restart();
    const done = await call('rollouts.retry', { id: again.rollout ?? 0 });
    expect(done).toMatchObject({ state: 'all', outcomes: [{ outcome: 'applied' }] });
    expect(fields.map((field) => stored(field, KEY)?.value)).toEqual(['81', '81', '81']);
    const first = await call('rollouts.get', { id: set.rollout ?? 0 });
    expect(first.counts).toMatchObject({ applied: 2, superseded: 1 });
  });
});
