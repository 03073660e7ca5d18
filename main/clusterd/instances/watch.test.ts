import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { until } from '#shared/testing/until.ts';

const ROUND_MS = 30_000;

describe('the watch', () => {
  it('asks each soon after the start, and sees instances go and come back within a round, spread over it', async () => {
    const { clusterd, call, clock, elektrads } = await clusterdUnderTest();
    for (const name of ['a', 'b', 'c']) await call('instances.create', { name, host: `http://${name}:1` });
    const asked: number[] = [];
    for (const name of ['a', 'b', 'c']) {
      elektrads.host(`http://${name}:1`).fail = () => void asked.push(clock.now());
    }
    clusterd.watch();
    clock.advance(1_000);
    await until(() => expect(asked).toHaveLength(3));
    clock.advance(ROUND_MS);
    await until(() => expect(asked).toHaveLength(6));
    expect(new Set(asked).size).toBe(6);

    const states = async () => (await call('instances.list', {})).items.map(({ seen }) => seen.state);
    elektrads.host('http://b:1').up = false;
    clock.advance(ROUND_MS);
    await until(async () => expect(await states()).toEqual(['online', 'offline', 'online']));
    elektrads.host('http://b:1').up = true;
    clock.advance(ROUND_MS);
    await until(async () => expect(await states()).toEqual(['online', 'online', 'online']));
    await clusterd.close();
    expect(clock.waiting).toBe(0);
  });

  it('takes an elektrad that hangs for offline, but not for a read that takes long', async () => {
    const { clusterd, call, clock, elektrads } = await clusterdUnderTest();
    const { id } = await call('instances.create', { name: 'a', host: 'http://a:1' });
    elektrads.host('http://a:1').fail = () => {
      throw new ElektraError('INSTANCE_TIMEOUT', 'hangs');
    };
    await expect(call('keys.read', { id, key: 'user:/a' })).rejects.toMatchObject({ code: 'INSTANCE_TIMEOUT' });
    expect((await call('instances.get', { id })).seen.state).toBe('online');
    clusterd.watch();
    clock.advance(0);
    await until(async () => {
      expect((await call('instances.get', { id })).seen).toMatchObject({
        state: 'offline',
        lastError: { code: 'INSTANCE_TIMEOUT' },
      });
    });
    await clusterd.close();
  });

  it('tries refused credentials more and more seldom, also after a restart, until they are taken or changed', async () => {
    const store = createMemoryDocumentStore();
    const first = await clusterdUnderTest(store);
    const { elektrads } = first;
    const { id } = await first.call('instances.create', { name: 'a', host: 'http://a:1' });
    const minutes: number[] = [];
    let running = { ...first, since: first.clock.now() };
    elektrads.host('http://a:1').fail = () => {
      minutes.push((running.clock.now() - running.since) / 60_000);
      throw new ElektraError('INSTANCE_CREDENTIALS', 'refused', { data: { host: 'http://a:1', by: 'host' } });
    };
    const pass = async (rounds: number) => {
      for (let round = 0; round <= rounds; round += 1) {
        running.clock.advance(round === 0 ? 0 : ROUND_MS);
        await setImmediate();
      }
    };
    running.clusterd.watch();
    await pass(480);
    expect(minutes.splice(0).map(Math.round)).toEqual([0, 10, 30, 70, 130, 190]);
    // A person's question leaves at once, and puts nothing off.
    await expect(running.call('instances.test', { id })).rejects.toMatchObject({ code: 'INSTANCE_CREDENTIALS' });
    expect(minutes.splice(0)).toEqual([240]);
    await running.clusterd.close();

    const second = await clusterdUnderTest(store, elektrads);
    running = { ...second, since: second.clock.now() };
    running.clusterd.watch();
    await pass(30);
    expect(minutes.splice(0).map(Math.round)).toEqual([10]);
    elektrads.host('http://a:1').fail = () => undefined;
    await running.call('instances.test', { id });
    elektrads.host('http://a:1').fail = (request) => void minutes.push(request.length);
    await pass(4);
    expect(minutes).toHaveLength(4);
    await running.clusterd.close();
  });

  it('asks at once who was added and never seen', async () => {
    const { clusterd, call, clock } = await clusterdUnderTest();
    clusterd.watch();
    clock.advance(0);
    await clusterd.registerLocal({ host: 'http://localhost:33333', ownStore: false });
    await until(async () => {
      expect((await call('instances.list', {})).items).toMatchObject([{ seen: { state: 'online', latencyMs: 1 } }]);
    });
    await clusterd.close();
  });

  it('never recreates an instance that was removed while it was asked', async () => {
    const { clusterd, call, clock, elektrads } = await clusterdUnderTest();
    const { id } = await call('instances.create', { name: 'a', host: 'http://a:1' });
    elektrads.host('http://a:1').up = false;
    clusterd.watch();
    clock.advance(0);
    await call('instances.remove', { id });
    await clusterd.close();
    expect((await call('instances.list', {})).total).toBe(0);
  });
});
