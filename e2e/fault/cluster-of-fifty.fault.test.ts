import { afterEach, expect, it, vi } from 'vitest';
import { elektradContract } from '#shared/elektrad/contract.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { administratorOf } from '../fixtures/clusterd-http.ts';
import { startFleetProcess, type FleetWrite } from '../fixtures/fleet-process.ts';
import { startClusterd } from '../fixtures/fleet.ts';
import { until } from '#shared/testing/until.ts';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

const KEY = 'system:/sw/app/port';
const OTHER_KEY = 'system:/sw/app/title';
/** How often an instance is asked whether it lives. */
const PROBE_MS = 30_000;
/** How long an answer waits for outcomes, in seconds. */
const WAIT = 10;
/** What reading and writing may take once it is asked: less than would be a second asking. */
const ANSWERS_MS = 25_000;
const nobody = '' as InstanceId;
const DOWN = [0, 1, 2, 3, 4];
const ERRORS = [5, 6, 7];
const HANGING = [8, 9];
const REJECTING = [10];
const HEALTHY = Array.from({ length: 39 }, (_each, at) => at + 11);

it('writes to a cluster of fifty whatever eleven of them do, and those that come back catch up', async () => {
  const fleet = await startFleetProcess(cleanup, { members: 50 });
  const client = await administratorOf((await startClusterd(cleanup)).process);
  const { id: cluster } = await client.call('clusters.create', { name: 'web' });
  await client.call('instances.createMany', {
    instances: fleet.hosts.map((host, at) => ({ name: `${DOWN.includes(at) ? 'away' : 'member'} ${at}`, host })),
  });
  const { items } = await client.call('instances.list', {});
  const ids = fleet.hosts.map((host) => items.find((instance) => instance.host === host)?.id);
  const instanceIds = ids.filter((each) => each !== undefined);
  expect(instanceIds).toHaveLength(50);
  const joined = await client.call('clusters.joinMany', { id: cluster, instanceIds });
  expect(joined.state).toBe('all');
  await fleet.behave('down', DOWN);
  await fleet.behave('error', ERRORS);
  await fleet.behave('hang', HANGING);
  await fleet.behave('reject', REJECTING);
  await fleet.forgetWrites();

  const first = await client.call('settings.set', { id: cluster, key: KEY, value: '7070', wait: WAIT });
  const outcomes = new Map(first.outcomes.map((each) => [each.instanceId, each]));
  expect(outcomes.size).toBe(50);
  expect(first.state).toBe('partly');
  const of = (members: readonly number[]) => members.map((at) => outcomes.get(instanceIds[at] ?? nobody));
  expect(of(HEALTHY).map((each) => each?.outcome)).toEqual(HEALTHY.map(() => 'applied'));
  expect(of(REJECTING)).toMatchObject([{ outcome: 'rejected', error: { data: { number: 'C03200' } } }]);
  for (const each of of([...DOWN, ...ERRORS, ...HANGING])) {
    expect(each).toMatchObject({ outcome: 'pending', reason: expect.any(String) });
  }
  expect(await valuesOf(HEALTHY)).toEqual(HEALTHY.map(() => '7070'));

  // A second value while they are away: the first one is never sent to them.
  await client.call('settings.set', { id: cluster, key: KEY, value: '9090', wait: WAIT });
  await client.call('settings.set', { id: cluster, key: OTHER_KEY, value: 'x', wait: WAIT });
  await fleet.forgetWrites();
  await fleet.behave('up', [...DOWN, ...ERRORS, ...HANGING]);
  await vi.waitFor(
    async () => {
      const away = await client.call('instances.list', { filter: 'away' });
      expect(away.items.map(({ delivery }) => delivery.pending)).toEqual(away.items.map(() => 0));
      expect(away.items).toHaveLength(5);
    },
    { timeout: PROBE_MS + ANSWERS_MS, interval: 250 },
  );
  const late = [...DOWN, ...ERRORS, ...HANGING];
  await until(async () => expect(await valuesOf(late)).toEqual(late.map(() => '9090')), 500);
  for (const writes of await fleet.writes(DOWN)) {
    expect(writes.flatMap(keysOf)).toEqual([
      [KEY, '9090'],
      [OTHER_KEY, 'x'],
    ]);
  }
  expect(await valuesOf(REJECTING)).toEqual([undefined]);
  const { items: all } = await client.call('instances.list', {});
  expect(all.filter(({ delivery }) => delivery.rejected > 0).map(({ id }) => id)).toEqual(
    REJECTING.map((at) => instanceIds[at]),
  );

  async function valuesOf(members: readonly number[]) {
    return (await fleet.keys(members)).map((keys) => keys[KEY]?.value);
  }
});

/** What a write sets, alone or many keys in one request; clusterd's own marker left out. */
function keysOf({ operation, input }: FleetWrite): readonly (readonly [string, unknown])[] {
  if (!input.name.startsWith('system:/')) return [];
  if (operation !== 'kdb.setAll') return [[input.name, input.value]];
  const { configurations } = elektradContract['kdb.setAll'].input.parse(input);
  return configurations.map(({ key, value }) => [key, value]);
}
