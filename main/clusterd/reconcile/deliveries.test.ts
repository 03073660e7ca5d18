import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { reconcilerWorld, type World } from './testing/reconciler-world.ts';

const KEY = 'system:/sw/app/port';
const set = (value: string, key = KEY) => ({ kind: 'set', key, value }) as const;

async function withMembers(...ids: readonly string[]): Promise<World> {
  const world = await reconcilerWorld();
  await world.add(...ids);
  await world.cluster('web');
  await world.join('web', ...ids);
  await world.quiet();
  return world;
}

/** The requests to a host from now on, reads left out. */
function recorded(world: World, id: string): string[] {
  const requests: string[] = [];
  world.host(id).fail = (request, name) => void (request !== 'read' && requests.push(`${request} ${name}`));
  return requests;
}

const manyKeys = (count: number) =>
  Array.from({ length: count }, (_, at) => set(String(at), `system:/many/k${String(at).padStart(5, '0')}`));

describe('a delivery', () => {
  it('writes spec: first, and removes after it has written', async () => {
    const world = await withMembers('a');
    await world.edit('web', set('1', 'user:/old'));
    await world.quiet();
    const requests = recorded(world, 'a');
    await world.pause('web', true);
    await world.edit('web', { kind: 'remove', key: 'user:/old' }, set('1', 'user:/new'), set('', 'spec:/new'));
    await world.pause('web', false);
    await world.quiet();
    expect(requests).toEqual(['set spec:/new', 'set user:/new', 'remove user:/old']);
  });

  it('removes that key alone, and not what a person has put below it', async () => {
    const world = await withMembers('a');
    await world.edit('web', set('1'));
    await world.quiet();
    world.host('a').keys.set(`${KEY}/own`, { value: 'own', meta: {} });
    await world.edit('web', { kind: 'remove', key: KEY });
    await world.quiet();
    expect([...world.host('a').keys.keys()]).toEqual([`${KEY}/own`]);
  });

  it('lets a person’s edit in between when it is long, and confirms at its end', async () => {
    const world = await withMembers('a');
    let deliveredBefore = -1;
    world.host('a').fail = () => {
      if (deliveredBefore >= 0) return;
      deliveredBefore = -2;
      void world.turn('a', async () => {
        deliveredBefore = [...world.host('a').keys.keys()].length;
        expect(world.reconciler.record('a').confirmed).toBeLessThan(world.registry.changes.last());
      });
    };
    await world.delivered(await world.edit('web', ...manyKeys(1000)));
    expect(deliveredBefore).toBeGreaterThan(0);
    expect(deliveredBefore).toBeLessThan(1000);
    expect(world.host('a').keys.size).toBe(1000);
  });

  it('sends many keys at once where that is possible, and finds out which of them is refused', async () => {
    const world = await withMembers('a');
    world.host('a').storesMany = true;
    const requests = recorded(world, 'a');
    await world.delivered(await world.edit('web', ...manyKeys(50)));
    expect(requests).toEqual(['storeMany system:/many/k00000']);
    world.host('a').fail = (request, name) => {
      if (request === 'storeMany' || (request === 'set' && name === KEY)) throw new ElektraError('ELEKTRA_REJECTED');
    };
    const answer = await world.delivered(await world.edit('web', set('1'), set('2', 'user:/x')));
    expect(answer.outcomes).toMatchObject([{ outcome: 'rejected' }]);
    expect([world.value('a', KEY), world.value('a', 'user:/x')]).toEqual([undefined, '2']);
  });

  it('takes off what is to go also when the key changes again before its turn in a delivery', async () => {
    const world = await withMembers('a');
    await world.edit('web', { kind: 'set', key: KEY, value: '1', meta: { note: 'old' } });
    await world.quiet();
    let isFirst = true;
    world.host('a').fail = (request) => {
      if (!isFirst || request !== 'read') return;
      isFirst = false;
      void world.edit('web', set('2'));
    };
    await world.edit('web', { kind: 'meta', key: KEY, meta: [{ key: 'note', value: null }], keep: false });
    await world.quiet();
    expect(world.host('a').keys.get(KEY)).toEqual({ value: '2', meta: {} });
    expect(world.reconciler.record('a').confirmed).toBe(world.registry.changes.last());
  });

  it('remembers how Elektra spells a value, and does not write it again when it compares', async () => {
    const world = await withMembers('a');
    const { keys } = world.host('a');
    const plain = keys.set.bind(keys);
    keys.set = (key, stored) => plain(key, { ...stored, value: stored.value === 'true' ? '1' : (stored.value ?? '') });
    await world.delivered(await world.edit('web', set('true')));
    expect(world.reconciler.record('a').readBack).toEqual({ [KEY]: { value: '1', meta: {} } });
    const requests = recorded(world, 'a');
    await world.reconciler.compare(['a'], 'asked');
    await world.quiet();
    expect([requests, world.reconciler.record('a').compare]).toEqual([[], null]);
    await world.delivered(await world.edit('web', set('0')));
    expect(world.reconciler.record('a').readBack).toEqual({});
  });

  it('takes no form of a value for granted on a machine that is another one', async () => {
    for (const [reason, value] of [
      ['asked', '1'],
      ['reinstalled', 'true'],
      ['host', 'true'],
    ] as const) {
      const world = await withMembers('a');
      const { keys } = world.host('a');
      const plain = keys.set.bind(keys);
      keys.set = (key, stored) => plain(key, { ...stored, value: '1' });
      await world.delivered(await world.edit('web', set('true')));
      keys.set = plain;
      await world.reconciler.compare(['a'], reason);
      await world.quiet();
      expect(world.value('a', KEY)).toBe(value);
    }
  });

  it('confirms nothing when the instance has another host by then', async () => {
    const world = await withMembers('a');
    let isFirst = true;
    world.host('a').fail = () => {
      const record = world.registry.instances.get('a');
      if (!isFirst || record === undefined) return;
      isFirst = false;
      const [host, canonicalHost] = ['http://other:1', 'http://other:1'];
      void world.registry.turn(() => world.registry.instances.put('a', { ...record, host, canonicalHost }));
    };
    await world.edit('web', set('1'));
    await world.quiet();
    expect(world.value('other', KEY)).toBe('1');
  });

  it('puts right what differs when it is asked to compare', async () => {
    const world = await withMembers('a');
    await world.delivered(await world.edit('web', set('80')));
    world.host('a').keys.set(KEY, { value: '81', meta: {} });
    await world.reconciler.compare(['a'], 'asked');
    await world.quiet();
    expect(world.value('a', KEY)).toBe('80');
  });

  it('is unknown after a write without an answer, until it is read back', async () => {
    const world = await withMembers('a');
    world.host('a').fail = (request) => {
      if (request === 'set')
        throw new ElektraError('INSTANCE_TIMEOUT', undefined, { data: { host: 'a', seconds: 30 } });
    };
    const answer = await world.delivered(await world.edit('web', set('80')));
    expect(answer).toMatchObject({ state: 'partly', outcomes: [{ outcome: 'unknown' }] });
    expect(world.reconciler.rollout(answer.rollout ?? 0).counts).toMatchObject({ unknown: 1, pending: 0 });
    // It was stored after all.
    world.host('a').keys.set(KEY, { value: '80', meta: {} });
    const requests = recorded(world, 'a');
    world.clock.advance(1000);
    await world.quiet();
    expect(requests).toEqual([]);
    expect(world.reconciler.rollout(answer.rollout ?? 0).counts).toMatchObject({ unknown: 0, applied: 1 });
  });

  it('puts a key back that the instance refuses in the middle', async () => {
    const world = await withMembers('a');
    world.host('a').keys.set(KEY, { value: '1', meta: { 'check/range': '0-10' } });
    world.host('a').fail = (request, name) => {
      const value = world.host('a').keys.get(name)?.value;
      if (request === 'setMeta' && value === '99') throw new ElektraError('ELEKTRA_REJECTED');
    };
    const answer = await world.delivered(await world.edit('web', { ...set('99'), meta: { 'check/range': '0-50' } }));
    expect(answer.outcomes).toMatchObject([{ outcome: 'rejected' }]);
    expect(world.value('a', KEY)).toBe('1');
  });

  it('does not write over binary data, nor what is restricted', async () => {
    const world = await withMembers('a');
    world.host('a').keys.set(KEY, { meta: { binary: '' } });
    world.host('a').keys.set('user:/r', { value: '1', meta: { 'restrict/write': '1' } });
    const answer = await world.delivered(await world.edit('web', set('1'), set('2', 'user:/r')));
    expect(answer).toMatchObject({ outcomes: [{ outcome: 'rejected' }] });
    const codes = Object.values(world.reconciler.record('a').rejected).map(({ error }) => error.code);
    expect(codes.sort()).toEqual(['KEY_RESTRICTED', 'VALUE_NOT_CARRIED']);
  });

  it('tries a conflict with another program again', async () => {
    const world = await withMembers('a');
    const data = { number: 'C02000', description: null, reason: 'x', mountPoint: null, file: null, key: KEY };
    world.host('a').fail = (request) => {
      if (request === 'set') throw new ElektraError('ELEKTRA_REJECTED', undefined, { data });
    };
    await world.delivered(await world.edit('web', set('80')));
    expect(world.reconciler.record('a').rejected).toEqual({});
    world.host('a').fail = () => undefined;
    world.clock.advance(1000);
    await world.quiet();
    expect(world.value('a', KEY)).toBe('80');
  });
});

describe('an instance that is removed', () => {
  it('leaves nothing behind, even if it is removed in the middle of a delivery', async () => {
    for (let at = 0; at < 12; at += 1) {
      const world = await withMembers('a', 'b');
      world.host('a').keys.set(KEY, { value: 'own', meta: {} });
      let left = at;
      let removing: Promise<void> = Promise.resolve();
      const answer = world.edit('web', set('1'), set('2', 'user:/b')).then((change) => world.delivered(change));
      world.host('a').fail = () => {
        if (left === 0) removing = world.remove('a');
        left -= 1;
      };
      await answer;
      await removing;
      if (left >= 0) await world.remove('a');
      await world.quiet();
      const stored = (await world.store.all()).map(({ _id }) => _id);
      expect(stored.filter((id) => id === 'delivery/a' || id.startsWith('taken/a/'))).toEqual([]);
      expect(world.reconciler.rollouts().every(({ endedAt }) => endedAt !== null)).toBe(true);
    }
  });
});

describe('removals', () => {
  it('are forgotten when every member has applied them', async () => {
    const world = await withMembers('a', 'b');
    await world.edit('web', set('1'));
    await world.quiet();
    world.host('b').up = false;
    await world.see('b', 'offline');
    await world.edit('web', { kind: 'remove', key: KEY });
    await world.quiet();
    world.clock.advance(60_000);
    await world.quiet();
    expect(world.registry.clusters.tombstones('web').size).toBe(1);
    world.host('b').up = true;
    await world.see('b', 'online');
    await world.quiet();
    world.clock.advance(60_000);
    await world.quiet();
    expect(world.registry.clusters.tombstones('web').size).toBe(0);
    world.clock.advance(60_000);
    expect(world.clock.waiting).toBe(0);
  });
});

describe('many members', () => {
  it('are idle without timers, and come back once', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `m${at}`);
    const world = await withMembers(...ids);
    await world.delivered(await world.edit('web', set('80')));
    await world.quiet();
    world.clock.advance(1000);
    expect(world.clock.waiting).toBe(0);
    for (const id of ids) await world.see(id, 'offline');
    await world.edit('web', set('81'));
    const requests = ids.map((id) => recorded(world, id));
    for (const id of ids) await world.see(id, 'online');
    await world.quiet();
    expect(requests.map((each) => each.length)).toEqual(ids.map(() => 1));
  });

  it('are scheduled in slices, between which others run', async () => {
    const ids = Array.from({ length: 1100 }, (_, at) => `m${at}`);
    const world = await withMembers(...ids);
    for (let slice = 0; slice < 10; slice += 1) {
      world.clock.advance(1);
      await world.quiet();
    }
    world.told.splice(0);
    const change = await world.edit('web', set('80'));
    expect(new Set(world.told).size).toBe(500);
    const answer = world.delivered(change);
    for (let slice = 0; slice < 10; slice += 1) {
      world.clock.advance(1);
      await world.quiet();
    }
    const { state, outcomes } = await answer;
    expect([state, outcomes.length]).toEqual(['all', 1100]);
  });
});
