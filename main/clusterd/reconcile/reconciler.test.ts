import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { reconcilerWorld, type World } from './testing/reconciler-world.ts';

const KEY = 'system:/sw/app/port';
const set = (value: string, key = KEY) => ({ kind: 'set', key, value }) as const;
const join = (...instanceIds: readonly string[]) => ({ kind: 'join', instanceIds: [...instanceIds] }) as never;
const leave = (...instanceIds: readonly string[]) => ({ kind: 'leave', instanceIds: [...instanceIds] }) as never;

async function withMembers(...ids: readonly string[]): Promise<World> {
  const world = await reconcilerWorld();
  await world.add(...ids);
  await world.cluster('web');
  await world.edit('web', join(...ids));
  await world.quiet();
  return world;
}

const refused = () =>
  new ElektraError('ELEKTRA_REJECTED', 'out of range', {
    data: { number: 'C03200', description: null, reason: 'out of range', mountPoint: null, file: null, key: KEY },
  });

describe('a change of a cluster', () => {
  it('reaches every member and is answered when all have it', async () => {
    const world = await withMembers('a', 'b');
    const answer = await world.delivered(await world.edit('web', set('80')));
    expect(answer).toMatchObject({
      state: 'all',
      outcomes: [{ instanceId: 'a', outcome: 'applied' }, { outcome: 'applied' }],
    });
    expect([world.value('a', KEY), world.value('b', KEY)]).toEqual(['80', '80']);
    expect(world.reconciler.rollout(answer.rollout ?? 0)).toMatchObject({ counts: { applied: 2, pending: 0 } });
  });

  it('does not write what is there already', async () => {
    const world = await withMembers('a');
    world.host('a').keys.set(KEY, { value: '80', meta: { own: 'kept' } });
    world.host('a').fail = (request) => {
      if (request !== 'read') throw new Error(`a ${request} was sent`);
    };
    expect(await world.delivered(await world.edit('web', set('80')))).toMatchObject({ state: 'all' });
  });

  it('leaves metadata of the member alone that the cluster does not set', async () => {
    const world = await withMembers('a');
    world.host('a').keys.set(KEY, { value: '1', meta: { own: 'kept', 'check/range': '0-10' } });
    await world.delivered(await world.edit('web', { ...set('80'), meta: { 'check/range': '0-100' } }));
    expect(world.host('a').keys.get(KEY)).toEqual({ value: '80', meta: { own: 'kept', 'check/range': '0-100' } });
  });

  it('is pending at once for a member that is offline, and arrives when it is back, the newest value alone', async () => {
    const world = await withMembers('a');
    world.host('a').up = false;
    await world.see('a', 'offline');
    const first = await world.delivered(await world.edit('web', set('80')));
    expect(first).toMatchObject({ state: 'pending', outcomes: [{ outcome: 'pending' }] });
    expect(first.outcomes[0]?.reason).toMatch(/^offline since 2026-/);
    const second = await world.delivered(await world.edit('web', set('81')));
    const written: string[] = [];
    world.host('a').up = true;
    world.host('a').fail = (request) => void (request === 'set' && written.push(request));
    await world.see('a', 'online');
    await world.quiet();
    expect(world.value('a', KEY)).toBe('81');
    expect(written).toHaveLength(1);
    expect(world.reconciler.rollout(first.rollout ?? 0)).toMatchObject({
      counts: { superseded: 1, pending: 0 },
      outcomes: [{ instanceId: 'a', outcome: 'superseded' }],
    });
    expect(world.reconciler.rollout(second.rollout ?? 0).counts.applied).toBe(1);
  });

  it('is rejected in Elektra’s words, not sent again until it is asked for, and the other keys arrive', async () => {
    const world = await withMembers('a');
    let sent = 0;
    world.host('a').fail = (request, name) => {
      if (request !== 'set' || name !== KEY) return;
      sent += 1;
      throw refused();
    };
    const answer = await world.delivered(await world.edit('web', set('x'), set('1', 'system:/sw/app/other')));
    expect(answer).toMatchObject({ state: 'partly', outcomes: [{ error: { code: 'ELEKTRA_REJECTED' } }] });
    expect(world.value('a', 'system:/sw/app/other')).toBe('1');
    expect(world.reconciler.summary('a')).toEqual({ pending: 0, rejected: 1, drifted: 0, reason: null });
    await world.edit('web', set('2', 'system:/sw/app/other'));
    await world.quiet();
    expect(sent).toBe(1);
    world.host('a').fail = () => undefined;
    const again = await world.reconciler.retry(answer.rollout ?? 0, undefined, 10, new AbortController().signal);
    expect(again).toMatchObject({ state: 'all', outcomes: [{ outcome: 'applied' }] });
    expect(world.value('a', KEY)).toBe('x');
    expect(world.reconciler.rollout(answer.rollout ?? 0).counts).toMatchObject({ applied: 1, rejected: 0 });
  });

  it('is tried again after a failure, later each time', async () => {
    const world = await withMembers('a');
    let sent = 0;
    world.host('a').fail = () => {
      sent += 1;
      throw new ElektraError('INSTANCE_TIMEOUT', undefined, { data: { host: 'a', seconds: 10 } });
    };
    const answer = await world.delivered(await world.edit('web', set('80')));
    expect(answer).toMatchObject({
      state: 'partly',
      outcomes: [{ outcome: 'pending', error: { code: 'INSTANCE_TIMEOUT' } }],
    });
    expect(answer.outcomes[0]?.reason).toMatch(/^retrying at /);
    for (const seconds of [1, 2, 4]) {
      const before = sent;
      world.clock.advance(seconds * 1000);
      await world.quiet();
      expect(sent).toBeGreaterThan(before);
    }
    world.host('a').fail = () => undefined;
    world.clock.advance(8000);
    await world.quiet();
    expect(world.value('a', KEY)).toBe('80');
  });

  it('waits while the cluster is paused, and goes on when it is resumed', async () => {
    const world = await withMembers('a');
    await world.pause('web', true);
    const answer = await world.delivered(await world.edit('web', set('80')));
    expect(answer).toMatchObject({ state: 'pending', outcomes: [{ outcome: 'pending', reason: 'paused' }] });
    await world.pause('web', false);
    await world.quiet();
    expect(world.value('a', KEY)).toBe('80');
  });

  it('removes a key from the members of that moment, and from those alone', async () => {
    const world = await withMembers('a');
    await world.edit('web', set('80'));
    await world.quiet();
    await world.add('b');
    world.host('b').keys.set(KEY, { value: 'own', meta: {} });
    await world.edit('web', { kind: 'remove', key: KEY });
    await world.edit('web', join('b'));
    await world.quiet();
    expect([world.value('a', KEY), world.value('b', KEY)]).toEqual([undefined, 'own']);
  });

  it('is superseded for a member that leaves before it has it', async () => {
    const world = await withMembers('a');
    await world.see('a', 'offline');
    const { rollout } = await world.delivered(await world.edit('web', set('80')));
    await world.edit('web', leave('a'));
    await world.see('a', 'online');
    await world.quiet();
    expect(world.value('a', KEY)).toBeUndefined();
    expect(world.reconciler.rollout(rollout ?? 0)).toMatchObject({
      counts: { superseded: 1 },
      outcomes: [{ outcome: 'superseded', reason: 'left' }],
    });
  });

  it('is delivered after a restart', async () => {
    const world = await withMembers('a');
    await world.see('a', 'offline');
    const { rollout } = await world.delivered(await world.edit('web', set('80')));
    await world.reconciler.close();
    const next = await reconcilerWorld(world.store.reopen(), world.elektrads);
    expect(next.reconciler.rollout(rollout ?? 0).counts).toMatchObject({ pending: 1 });
    await next.see('a', 'online');
    await next.quiet();
    expect(next.value('a', KEY)).toBe('80');
    expect(next.reconciler.rollout(rollout ?? 0)).toMatchObject({ counts: { applied: 1, pending: 0 } });
  });

  it('has its rollout although the program ended before that was stored', async () => {
    const world = await withMembers('a', 'b');
    await world.see('a', 'offline');
    const { rollout } = await world.delivered(await world.edit('web', set('80')));
    await world.reconciler.close();
    await world.store.remove(`rollout/${rollout}`);
    const next = await reconcilerWorld(world.store.reopen(), world.elektrads);
    expect(next.reconciler.rollout(rollout ?? 0)).toMatchObject({ keys: [KEY], counts: { applied: 1, pending: 1 } });
  });

  it('keeps what was there when the cluster took the key first', async () => {
    const world = await withMembers('a');
    world.host('a').keys.set(KEY, { value: 'own', meta: {} });
    const first = await world.edit('web', set('80'));
    await world.quiet();
    const second = await world.edit('web', set('81'));
    await world.quiet();
    const kept = (number: number | undefined) => world.registry.taken.read('a', number ?? 0);
    expect(await kept(first?.number)).toEqual([{ key: KEY, before: { value: 'own', meta: {} } }]);
    expect(await kept(second?.number)).toEqual([]);
  });
});
