import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceChange } from '../registry/change-records.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import type { FakeHost } from '../testing/fake-elektrads.ts';
import { HOST } from '../testing/with-instance.ts';
import { until } from '#shared/testing/until.ts';

type Keys = Record<string, { readonly value?: string; readonly meta: Record<string, string> }>;

const ID = 'i';

const BEFORE: Keys = {
  'user:/from': { value: '0', meta: {} },
  'user:/from/a': { value: '5', meta: { type: 'long', 'check/range': '1-9' } },
  'user:/from/b/c': { value: '2', meta: { description: 'd' } },
  'user:/other/a': { value: 'x', meta: { type: 'string', order: '1' } },
  'user:/other/z': { value: 'y', meta: {} },
};

type Act = (call: ClusterdUnderTest['call']) => Promise<unknown>;

const ACTS = {
  set: (call) => call('keys.set', { id: ID, key: 'user:/from', value: 'new' }),
  create: (call) => call('keys.set', { id: ID, key: 'user:/new', value: 'new' }),
  remove: (call) => call('keys.remove', { id: ID, key: 'user:/from' }),
  move: (call) => call('keys.move', { id: ID, key: 'user:/from', target: 'system:/to' }),
  'move over another': (call) => call('keys.move', { id: ID, key: 'user:/from', target: 'user:/other', force: true }),
  'set all': (call) =>
    call('keys.setAll', {
      id: ID,
      key: 'user:/from',
      configurations: [
        { key: 'a', value: '25', meta: { 'check/range': '20-30' } },
        { key: 'new/one', value: 'x', meta: { order: '3' } },
        { key: 'b/c', value: 'two' },
      ],
    }),
  metadata: (call) =>
    call('keys.setMetaMany', {
      id: ID,
      name: 'user:/from/a',
      meta: [{ key: 'type', value: 'short' }, { key: 'check/range' }, { key: 'order', value: '1' }],
    }),
} satisfies Record<string, Act>;

/** What a crash just before the nth request that writes would leave of clusterd and of the host. */
interface Crash {
  readonly documents: Map<string, string>;
  readonly keys: Keys;
  readonly ownKeys: Keys;
}

const WRITES = new Set(['set', 'setMeta', 'storeMany', 'remove']);

/** Does an act, and notes what a crash before each of its writing requests, and at its end, would leave. */
async function crashesOf(act: Act, storesMany: boolean, before: Keys = BEFORE) {
  const documents = new Map<string, string>();
  const { call, elektrads } = await clusterdUnderTest(createMemoryDocumentStore(documents));
  await call('instances.create', { id: ID, name: 'a', host: HOST });
  const host = elektrads.host(HOST);
  host.storesMany = storesMany;
  for (const [name, key] of Object.entries(before)) host.keys.set(name, { ...key });
  const crashes: Crash[] = [];
  const note = () =>
    crashes.push({
      documents: new Map(documents),
      keys: Object.fromEntries(host.keys),
      ownKeys: Object.fromEntries(host.ownKeys),
    });
  host.fail = (request) => {
    if (WRITES.has(request)) note();
  };
  await act(call);
  note();
  return { crashes, after: Object.fromEntries(host.keys) };
}

interface Restarted extends Pick<ClusterdUnderTest, 'clusterd' | 'clock'> {
  readonly call: ClusterdUnderTest['call'];
  readonly host: FakeHost;
  /** The record of the act that was under way, once all is stored. */
  change(): Promise<InstanceChange | null>;
}

/** A clusterd started on what a crash has left. */
async function restarted({ documents, keys, ownKeys }: Crash): Promise<Restarted> {
  const store = createMemoryDocumentStore(documents);
  const { clusterd, clock, call, elektrads } = await clusterdUnderTest(store);
  const host = elektrads.host(HOST);
  for (const [name, key] of Object.entries(keys)) host.keys.set(name, key);
  for (const [name, key] of Object.entries(ownKeys)) host.ownKeys.set(name, key);
  return {
    clusterd,
    clock,
    call,
    host,
    async change() {
      await clusterd.close();
      return (await store.get('change/1')) as InstanceChange | null;
    },
  };
}

describe.each(Object.entries<Act>(ACTS))('an act that a crash cut off: %s', (_name, act) => {
  it.each([false, true])('is whole or not there at all, and the record says which (many at once: %s)', async (many) => {
    const { crashes, after } = await crashesOf(act, many);
    for (const crash of crashes) {
      const { call, host, change } = await restarted(crash);
      // Whatever is written first finds it settled.
      await call('keys.set', { id: ID, key: 'dir:/own', value: 'mine' });
      const { 'dir:/own': own, ...rest } = Object.fromEntries(host.keys);
      expect(own).toMatchObject({ value: 'mine' });
      const outcome = (await change())?.outcome;
      expect(rest).toEqual(outcome === 'done' ? after : BEFORE);
      expect(['done', 'failed']).toContain(outcome);
    }
  });
});

describe('what somebody else has changed since', () => {
  const names = ['user:/from', 'user:/from/a', 'user:/from/b/c', 'user:/from/new/one', 'system:/to', 'user:/other/z'];
  const edit = fc.record({
    name: fc.constantFrom(...names),
    key: fc.constantFrom<Keys[string]>({ value: 'theirs', meta: {} }, { value: 'theirs', meta: { comment: 'theirs' } }),
  });

  it('is never touched, whatever is put back', async () => {
    const acts: readonly Act[] = Object.values(ACTS);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(acts.length - 1),
        fc.boolean(),
        fc.nat(),
        fc.array(edit),
        async (at, many, nth, edits) => {
          const { crashes } = await crashesOf(acts[at] ?? (() => Promise.resolve()), many);
          const crash = crashes[nth % crashes.length];
          if (crash === undefined) return;
          const { call, host } = await restarted(crash);
          for (const { name, key } of edits) host.keys.set(name, key);
          const theirs = new Map(edits.map(({ name, key }) => [name, key]));
          await call('keys.set', { id: ID, key: 'dir:/own', value: 'mine' });
          for (const [name, key] of theirs) expect(host.keys.get(name), name).toEqual(key);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('to other metadata of a key stays when the act on it is undone', async () => {
    const { crashes } = await crashesOf(ACTS['set all'], false);
    const half = crashes.findIndex(({ keys }) => keys['user:/from/b/c']?.value === 'two');
    const { call, host, change } = await restarted(crashes[half] ?? expect.fail());
    host.keys.set('user:/from/b/c', { value: 'two', meta: { description: 'theirs', comment: 'theirs' } });
    host.keys.delete('user:/from/new/one');
    await call('keys.set', { id: ID, key: 'dir:/own', value: 'mine' });
    expect(host.keys.get('user:/from/b/c')).toEqual({
      value: '2',
      meta: { description: 'theirs', comment: 'theirs' },
    });
    expect(await change()).toMatchObject({ outcome: 'failed', left: [] });
  });
});

describe('an act without an outcome', () => {
  const halfMove = async () => {
    const { crashes, after } = await crashesOf(ACTS.move, false);
    return { crash: crashes[3] ?? expect.fail(), after };
  };

  it('is settled when the instance comes back, without anyone writing to it', async () => {
    const { crash } = await halfMove();
    const { clusterd, clock, host, change } = await restarted(crash);
    host.up = false;
    clusterd.watch();
    clock.advance(30_000);
    await until(() => expect(host.keys.size).toBeGreaterThan(Object.keys(BEFORE).length));
    host.up = true;
    await until(() => {
      clock.advance(30_000);
      expect(Object.fromEntries(host.keys)).toEqual(BEFORE);
    });
    expect(await change()).toMatchObject({ outcome: 'failed', left: [] });
  });

  it('stays so as long as the keys cannot be read, and does not keep others from writing', async () => {
    const { crash } = await halfMove();
    const { call, host, change } = await restarted(crash);
    host.fail = (request, name) => {
      if (request === 'read' && name === 'user:/from/a') throw new ElektraError('ELEKTRA_REJECTED', 'a broken file');
    };
    await call('keys.set', { id: ID, key: 'dir:/own', value: 'mine' });
    const { 'dir:/own': own, ...rest } = Object.fromEntries(host.keys);
    expect(own).toMatchObject({ value: 'mine' });
    expect(rest).toEqual(crash.keys);
    expect(await change()).toMatchObject({ outcome: 'unsettled' });
  });

  it('is found out in the next turn when the instance fell silent in the middle', async () => {
    const documents = new Map<string, string>();
    const { call, elektrads } = await clusterdUnderTest(createMemoryDocumentStore(documents));
    await call('instances.create', { id: ID, name: 'a', host: HOST });
    const host = elektrads.host(HOST);
    let isSilent = false;
    host.fail = (request) => {
      isSilent ||= request === 'set' && host.keys.size === 2;
      if (isSilent) throw new ElektraError('INSTANCE_TIMEOUT', undefined, { data: { host: HOST, seconds: 30 } });
    };
    const configurations = ['1', '2', '3'].map((key) => ({ key, value: key }));
    const cut = call('keys.setAll', { id: ID, key: 'user:/many', configurations });
    await expect(cut).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
    expect([...host.keys.keys()]).toEqual(['user:/many/1', 'user:/many/2']);
    host.fail = () => undefined;
    await call('keys.set', { id: ID, key: 'dir:/own', value: 'mine' });
    expect([...host.keys.keys()]).toEqual(['dir:/own']);
  });

  it('on secret keys is put back as well', async () => {
    const meta = { 'crypto/encrypt': '1' };
    const secret: Keys = { 'user:/from/a': { value: 'one', meta }, 'user:/from/b': { value: 'two', meta } };
    const { crashes } = await crashesOf(ACTS.move, false, secret);
    const { call, host, change } = await restarted(crashes.at(-2) ?? expect.fail());
    await call('keys.set', { id: ID, key: 'dir:/own', value: 'mine' });
    host.keys.delete('dir:/own');
    expect(Object.fromEntries(host.keys)).toEqual(secret);
    expect(JSON.stringify(await change())).not.toContain('one');
  });

  it('of an instance that was forgotten is unknown for good', async () => {
    const { crash } = await halfMove();
    const { clusterd, call, change } = await restarted(crash);
    clusterd.watch();
    await call('instances.remove', { id: ID });
    expect(await change()).toMatchObject({ outcome: 'unknown' });
  });
});
