import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterId } from '#shared/model/cluster.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { administratorOf, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { createElektradHttp } from '../fixtures/elektrad-http.ts';
import { startClusterd, startFieldElektrad, type FieldElektradMember, type Member } from '../fixtures/fleet.ts';
import { until } from '#shared/testing/until.ts';

const PORT = 'system:/sw/app/port';
const MEMBERS = 3;
/** Longer than an instance that came back waits to be asked. */

const cleanup = createCleanup();
let clusterd: Member;
let client: ClusterdHttp;
let fields: FieldElektradMember[];
let ids: InstanceId[];
let top: ClusterId;
let below: ClusterId;

beforeEach(async () => {
  fields = [];
  for (let at = 0; at < MEMBERS; at += 1) fields.push(await startFieldElektrad(cleanup));
  clusterd = await startClusterd(cleanup);
  client = await administratorOf(clusterd.process);
  ids = [];
  for (const [at, { url }] of fields.entries()) {
    ids.push((await client.call('instances.create', { name: `field ${at}`, host: url })).id);
  }
  ({ id: top } = await client.call('clusters.create', { name: 'top' }));
  ({ id: below } = await client.call('clusters.create', { name: 'below', parentId: top }));
  await client.call('clusters.joinMany', { id: top, instanceIds: ids.slice(0, 1) });
  await client.call('clusters.joinMany', { id: below, instanceIds: ids.slice(1) });
});
afterEach(() => cleanup.run());

/** In sessions of their own: an old one goes on showing keys of a file whose last key was deleted. */
const values = (key: string) => Promise.all(fields.map(({ url }) => createElektradHttp(url).value(key)));

async function expectAliveWithOneWriter(): Promise<void> {
  for (const field of fields) {
    expect(await field.isDead()).toBe(false);
    // The session of a refused write is left for another one; otherwise the same one writes all the time.
    let last: number | null = null;
    for (const { session, outcome } of field.writes()) {
      if (last !== null) expect(session).toBe(last);
      last = outcome === 'refused' ? null : session;
    }
  }
}

describe('a tree of clusters over elektrads of the field', () => {
  it('delivers, locks, removes and lets go, while people write to the same instances', async () => {
    let isOver = false;
    const people = Promise.all(
      ids.flatMap((id, at) =>
        [0, 1].map(async (person) => {
          for (let n = 0; !isOver; n += 1)
            await client.call('keys.set', { id, key: `user:/p${at}${person}/${n % 20}`, value: `${n}` });
        }),
      ),
    );
    const set = await client.call('settings.set', { id: top, key: PORT, value: '80', wait: 30 });
    expect(set).toMatchObject({ state: 'all', outcomes: { length: MEMBERS } });
    await client.call('settings.setMeta', { id: top, name: PORT, key: 'check/range', value: '1-90', wait: 30 });
    await client.call('settings.set', { id: below, key: 'system:/sw/app/own', value: 'x', wait: 30 });
    expect(await values(PORT)).toEqual(['80', '80', '80']);
    expect(await values('system:/sw/app/own')).toEqual([undefined, 'x', 'x']);

    const locked = await client
      .call('keys.set', { id: ids[0] ?? nobody, key: PORT, value: '1' })
      .catch((error: unknown) => error);
    expect(isElektraError(locked, 'KEY_LOCKED') && locked.data).toMatchObject({ clusterId: top, key: PORT });
    await expect(client.call('settings.set', { id: below, key: PORT, value: '1' })).rejects.toMatchObject({
      code: 'SETTING_CONFLICT',
    });

    // A value that the members' own check refuses, and then one that passes.
    const refused = await client.call('settings.set', { id: top, key: PORT, value: '99', wait: 30 });
    expect(refused.outcomes.map(({ outcome, error }) => [outcome, error?.code])).toEqual(
      Array(MEMBERS).fill(['rejected', 'ELEKTRA_REJECTED']),
    );
    expect((await client.call('settings.set', { id: top, key: PORT, value: '81', wait: 30 })).state).toBe('all');
    expect(await values(PORT)).toEqual(['81', '81', '81']);

    await client.call('clusters.leave', { id: below, instanceId: ids[2] ?? nobody });
    await client.call('settings.remove', { id: top, key: PORT, wait: 30 });
    expect(await values(PORT)).toEqual([undefined, undefined, '81']);
    isOver = true;
    await people;
    await expectAliveWithOneWriter();
  });

  it('catches up after a member and clusterd itself were away, and sees what was changed on the host', async () => {
    const [first, second] = fields;
    await client.call('settings.set', { id: top, key: PORT, value: '80', wait: 30 });
    await second?.process.kill();
    const pending = await client.call('settings.set', { id: top, key: PORT, value: '81', wait: 30 });
    expect(pending.outcomes.find(({ instanceId }) => instanceId === ids[1])?.outcome).toBe('pending');
    await client.call('settings.set', { id: top, key: PORT, value: '82', wait: 10 });
    await clusterd.restart();
    await second?.restart();
    await until(async () => expect(await values(PORT)).toEqual(['82', '82', '82']), 250);
    const sent = second?.writes().filter(({ name }) => name === PORT);
    expect(sent).toHaveLength(1);

    await first?.http.setAll({ [PORT]: '83' });
    const drift = await client.call('drift.check', { id: top });
    expect(drift.instances).toMatchObject([
      { instanceId: ids[0], keys: [{ key: PORT, expected: { value: '82' }, actual: { value: '83' } }] },
    ]);
    await client.call('drift.accept', { id: top, instanceId: ids[0] ?? nobody, keys: [PORT], wait: 30 });
    await until(async () => expect(await values(PORT)).toEqual(['83', '83', '83']), 250);
    for (const field of fields) expect(await field.isDead()).toBe(false);
  });
});

const nobody = '' as InstanceId;
