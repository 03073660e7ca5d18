import { beforeEach, describe, expect, it } from 'vitest';
import { clusterdEvents } from '#shared/clusterd/events.ts';
import type { EventFeed } from '#shared/contract/event-feed.ts';
import { NO_FLEET, type FleetCounts } from '#shared/desktop/fleet-counts.ts';
import type { Notice } from '#shared/desktop/notice.ts';
import { Instance, NOTHING_TO_DELIVER, UNPROVEN } from '#shared/model/instance.ts';
import { createEventHub, type EventHub } from '../clusterd/events/event-hub.ts';
import { createFakeClock } from '../clusterd/testing/fake-clock.ts';
import { createFakeRandom } from '../clusterd/testing/fake-random.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { createFleetWatch } from './fleet-watch.ts';

type Given = { state?: 'online' | 'offline' | 'unknown' } & Partial<Instance['delivery']>;

function instance(id: string, { state = 'online', ...delivery }: Given = {}): Instance {
  return Instance.parse({
    ...{
      id,
      name: `Name of ${id}`,
      host: `http://${id}`,
      description: '',
      visibility: 'user',
      tags: [],
      clusterId: null,
    },
    ...{
      connection: { ca: null, pinnedCertificate: null, proxy: null },
      hasCredentials: false,
      ownStore: false,
      createdAt: 0,
    },
    seen: { state, since: 0, latencyMs: 1, elektraVersion: null, elektradId: null, capabilities: [], lastError: null },
    ...{ identity: UNPROVEN, delivery: { ...NOTHING_TO_DELIVER, ...delivery } },
  });
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

let clock: ReturnType<typeof createFakeClock>;
let hub: EventHub<typeof clusterdEvents>;
let listed: Instance[];
let listFails: boolean;
let lists: number;
/** The feed is lost, as that of a remote clusterd may be. */
let end: (error: Error) => void;
let told: FleetCounts[];
let notices: Notice[];
let watch: ReturnType<typeof createFleetWatch>;

beforeEach(() => {
  clock = createFakeClock();
  hub = createEventHub(clusterdEvents, { clock, random: createFakeRandom() });
  [listed, listFails, lists, told, notices] = [[], false, 0, [], []];
});

async function start(...instances: Instance[]): Promise<void> {
  listed = instances;
  const dispatcher = {
    async dispatch(_operation: string, input: unknown) {
      lists += 1;
      if (listFails) throw new Error('the connection is lost');
      const { offset } = input as { offset: number };
      return { ok: true, value: { items: listed.slice(offset, offset + 2), total: listed.length } } as const;
    },
  };
  const events: EventFeed = {
    read(request) {
      end = request.end ?? end;
      return hub.read(request);
    },
  };
  watch = createFleetWatch({ fleet: () => ({ dispatcher, events }), clock, log: createSilentLog() });
  watch.onChange(() => told.push(watch.current()));
  watch.onNotice((notice) => notices.push(notice));
  await settled();
}

/** Told, and heard by whoever listens. */
function change(...instances: Instance[]): void {
  for (const each of instances) hub.emit('instance.changed', { id: each.id, instance: each });
  hub.flush();
}

function rollout(id: number, endedAt: number | null, counts: object = {}): void {
  const none = { applied: 0, pending: 0, rejected: 0, unknown: 0, superseded: 0 };
  hub.emit('rollout.changed', { id, clusterId: null, endedAt, counts: { ...none, ...counts } });
  hub.flush();
}

describe('the fleet in figures', () => {
  it('is listed once, in pages, and then follows the events', async () => {
    await start(instance('a'), instance('b', { state: 'offline', pending: 3 }), instance('c', { state: 'unknown' }));
    expect(watch.current()).toEqual({
      ...NO_FLEET,
      instances: 3,
      online: 1,
      offline: 1,
      pending: 3,
      pendingInstances: 1,
    });
    change(instance('b', { drifted: 2, rejected: 1 }), instance('d'));
    hub.emit('instance.removed', { id: instance('c').id });
    hub.flush();
    expect(watch.current()).toEqual({ ...NO_FLEET, instances: 3, online: 3, drifted: 1, rejected: 1 });
    expect(lists).toBe(2);
  });

  it('is told at most once a second', async () => {
    await start();
    clock.advance(1_000);
    for (let at = 0; at < 100; at += 1) change(instance(`i${at}`));
    expect(told).toHaveLength(1);
    clock.advance(1_000);
    expect(told).toHaveLength(2);
    expect(told[1]?.online).toBe(100);
    clock.advance(60_000);
    expect(told).toHaveLength(2);
  });

  it('is listed again when events were missed, when it could not be, and when it is another one', async () => {
    listFails = true;
    await start(instance('a'));
    expect(watch.current()).toEqual(NO_FLEET);
    listFails = false;
    clock.advance(30_000);
    await settled();
    expect(watch.current().online).toBe(1);
    listed = [instance('b', { state: 'offline' })];
    watch.refollow();
    expect(watch.current()).toEqual(NO_FLEET);
    await settled();
    expect(watch.current()).toMatchObject({ instances: 1, offline: 1 });
    watch.close();
    change(instance('c'));
    expect(watch.current()).toEqual(NO_FLEET);
    expect(clock.waiting).toBe(0);
  });
});

describe('a notice', () => {
  it('tells what has happened while the fleet could not be followed', async () => {
    await start(instance('a'));
    end(new Error('the connection is lost'));
    listed = [instance('a', { state: 'offline' })];
    change(instance('a', { drifted: 1 }));
    expect(watch.current()).toMatchObject({ online: 1, drifted: 0 });
    clock.advance(30_000);
    await settled();
    clock.advance(5_000);
    expect(watch.current().offline).toBe(1);
    expect(notices).toMatchObject([{ kind: 'offline', names: ['Name of a'] }]);
  });

  it('tells once which instances went offline within some seconds, of those that are still', async () => {
    await start(...['a', 'b', 'c', 'd', 'e'].map((id) => instance(id)), instance('old', { state: 'unknown' }));
    change(instance('old', { state: 'offline' }), instance('a', { state: 'offline' }));
    clock.advance(4_000);
    change(...['b', 'c', 'd', 'e'].map((id) => instance(id, { state: 'offline' })));
    change(instance('e'));
    expect(notices).toEqual([]);
    clock.advance(1_000);
    expect(notices).toEqual([
      { kind: 'offline', names: ['Name of a', 'Name of b', 'Name of c'], count: 4, address: '/' },
    ]);
    change(instance('e', { state: 'offline' }));
    clock.advance(59_000);
    expect(notices).toHaveLength(1);
    clock.advance(1_000);
    expect(notices[1]).toEqual({ kind: 'offline', names: ['Name of e'], count: 1, address: '/instances/e' });
  });

  it('tells of drift where there was none', async () => {
    await start(instance('a'), instance('b', { drifted: 1 }));
    change(instance('a', { drifted: 1 }), instance('b', { drifted: 2 }));
    change(instance('a', { drifted: 5 }));
    clock.advance(5_000);
    expect(notices).toEqual([{ kind: 'drifted', names: ['Name of a'], count: 1, address: '/instances/a' }]);
  });

  it('tells how a rollout ended that took its time or was refused, and once that it waits', async () => {
    await start();
    rollout(1, 5, { applied: 3 });
    rollout(2, null, { applied: 1, pending: 2 });
    rollout(2, 5, { applied: 3 });
    rollout(3, 5, { applied: 1, rejected: 1, unknown: 1 });
    rollout(4, null, { applied: 1, pending: 2 });
    clock.advance(29_000);
    rollout(4, null, { applied: 2, pending: 1 });
    clock.advance(29_000);
    expect(notices).toEqual([
      { kind: 'rollout', outcome: 'complete', applied: 3, open: 0, address: '/rollouts/2' },
      { kind: 'rollout', outcome: 'rejected', applied: 1, open: 2, address: '/rollouts/3' },
    ]);
    clock.advance(1_000);
    rollout(4, null, { applied: 2, pending: 1 });
    clock.advance(300_000);
    expect(notices.slice(2)).toEqual([
      { kind: 'rollout', outcome: 'pending', applied: 2, open: 1, address: '/rollouts/4' },
    ]);
  });

  it('of a fleet that is not shown any more is not told', async () => {
    await start(instance('a'));
    change(instance('a', { state: 'offline' }));
    rollout(4, null, { pending: 2 });
    watch.refollow();
    clock.advance(300_000);
    expect(notices).toEqual([]);
  });
});
