import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { withInstance, type WithInstance } from '../testing/with-instance.ts';

const KEY = 'system:/sw/app/port';

/** The one instance is the member of a cluster. */
async function withMember(): Promise<WithInstance & { readonly clusterId: string }> {
  const test = await withInstance();
  const { id } = await test.call('clusters.create', { name: 'web' });
  await test.call('clusters.join', { id, instanceId: test.id });
  test.told();
  return { ...test, clusterId: id };
}

describe('rollouts', () => {
  it('are listed, the newest first, with those that are open', async () => {
    const { call, clusterId, id } = await withMember();
    await call('settings.set', { id: clusterId, key: KEY, value: '80' });
    await call('clusters.setPaused', { id: clusterId, paused: true });
    const last = await call('settings.set', { id: clusterId, key: KEY, value: '81', note: 'why' });
    expect(last).toMatchObject({ state: 'pending', outcomes: [{ instanceId: id, reason: 'paused' }] });
    const { items, total } = await call('rollouts.list', { clusterId });
    expect(total).toBe(3);
    expect(items[0]).toMatchObject({
      id: last.rollout,
      by: 'ada@workstation',
      note: 'why',
      keys: [KEY],
      endedAt: null,
    });
    expect((await call('rollouts.list', { open: true })).total).toBe(1);
    expect((await call('rollouts.list', { clusterId: 'other' })).total).toBe(0);
    expect((await call('instances.get', { id })).delivery).toMatchObject({ pending: 1, reason: 'paused' });
  });

  it('are told while they go on, and so is how far the instance is', async () => {
    const { call, clusterId, id, told, clock } = await withMember();
    await call('settings.set', { id: clusterId, key: KEY, value: '80' });
    clock.advance(250);
    const events = told();
    expect(events).toContainEqual(
      expect.objectContaining({ name: 'rollout.changed', data: expect.objectContaining({ clusterId }) }),
    );
    expect(events).toContainEqual({ name: 'keys.changed', data: { instanceId: id, keys: [KEY] } });
    expect(events.some(({ name }) => name === 'instance.changed')).toBe(true);
  });

  it('are tried again where they failed', async () => {
    const { call, clusterId, elektrads } = await withMember();
    const host = elektrads.host('http://a:1');
    host.fail = (request) => {
      if (request === 'set') throw new ElektraError('ELEKTRA_REJECTED');
    };
    const { rollout } = await call('settings.set', { id: clusterId, key: KEY, value: '80' });
    const known = await call('rollouts.get', { id: rollout ?? 0 });
    expect(known.outcomes).toMatchObject([{ outcome: 'rejected', error: { code: 'ELEKTRA_REJECTED' } }]);
    host.fail = () => undefined;
    expect(await call('rollouts.retry', { id: rollout ?? 0 })).toMatchObject({ state: 'all' });
    expect(host.keys.get(KEY)?.value).toBe('80');
  });

  it('that are not there are named', async () => {
    const { call } = await withMember();
    await expect(call('rollouts.get', { id: 77 })).rejects.toMatchObject({ code: 'ROLLOUT_NOT_FOUND' });
    await expect(call('rollouts.retry', { id: 77 })).rejects.toMatchObject({ code: 'ROLLOUT_NOT_FOUND' });
  });
});
