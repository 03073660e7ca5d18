import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { ClusterId } from '#shared/model/cluster.ts';
import { InstanceId } from '#shared/model/instance.ts';
import type { Registry } from '../registry/registry.ts';
import { createFakeSealing } from '../testing/fake-sealing.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { openRegistry } from '../registry/registry.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createSilentLog } from '../testing/silent-log.ts';
import { atOnce } from '../pace.ts';
import { effectsOfEdits } from './edits.ts';
import { contentOf } from './testing/both.ts';
import { act, CLUSTERS, editOf, INSTANCES } from './testing/cluster-acts.ts';
import { openFleet } from './testing/open-fleet.ts';
import { withEffects } from './with-effects.ts';

const fleet = () => openFleet({ clusters: CLUSTERS, instances: INSTANCES });

async function change(registry: Registry, clusterId: string, edits: readonly ClusterEdit[], force = false) {
  return registry.changes.commit({
    act: 'test',
    clusterId,
    by: 'ada',
    note: null,
    effects: (stamp) => effectsOfEdits(registry.clusters, clusterId, edits, stamp, force),
  });
}

const set = (key: string, value: string | null = '1', meta?: Record<string, string>): ClusterEdit => ({
  kind: 'set',
  key,
  value,
  ...(meta === undefined ? {} : { meta }),
});
const remove = (key: string, keep = false): ClusterEdit => ({ kind: 'remove', key, keep });
const join = (...ids: string[]): ClusterEdit => ({ kind: 'join', instanceIds: ids.map((id) => InstanceId.parse(id)) });
const leave = (id: string): ClusterEdit => ({ kind: 'leave', instanceIds: [InstanceId.parse(id)] });
const place = (parent: string): ClusterEdit => ({ kind: 'place', parentId: ClusterId.parse(parent) });

describe('the name of a setting', () => {
  it.each([
    ['/sw/app', 'Write system:/sw/app instead'],
    ['proc:/a', 'proc: is not kept on a host'],
    ['default:/a', 'default: is not kept on a host'],
    ['meta:/a', 'meta: is not kept on a host'],
    ['system:/', 'root of a namespace'],
    ['system:/elektra/mountpoints', 'belongs to Elektra itself'],
    ['user:/a/®elektra/b', 'belongs to Elektra itself'],
    ['user:/sw/elektra/web/#0/current/identity/marker', "clusterd's own"],
    ['user:/a\\', ''],
  ])('is refused for %s in words that say why', async (key, words) => {
    const registry = await fleet();
    await expect(change(registry, 'top', [set(key)])).rejects.toMatchObject({
      code: 'KEY_NAME_INVALID',
      message: expect.stringContaining(words) as string,
    });
    await expect(
      change(registry, 'top', [{ kind: 'meta', key, meta: [{ key: 'm', value: '1' }], keep: false }]),
    ).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
  });

  it('is canonical, whatever was written', async () => {
    const registry = await fleet();
    await change(registry, 'top', [set('system:/a//b/../c/')]);
    expect([...registry.clusters.settings('top').keys()]).toEqual(['system:/a/c']);
  });
});

describe('what no elektrad carries', () => {
  it.each<[string, ClusterEdit, string]>([
    ['a zero byte', set('system:/a', '\0'), 'VALUE_NOT_CARRIED'],
    ['a zero byte in metadata', set('system:/a', '1', { m: '\0' }), 'VALUE_NOT_CARRIED'],
    ['half a character', set('system:/a', '\ud800'), 'VALUE_NOT_CARRIED'],
    ['the metakey binary', set('system:/a', '1', { binary: '' }), 'VALUE_NOT_CARRIED'],
    ['a metakey without a name', set('system:/a', '1', { '': '1' }), 'KEY_NAME_INVALID'],
    ['a value of more than 1 MiB', set('system:/a', 'ä'.repeat(2 ** 19 + 1)), 'TOO_LARGE'],
  ])('is refused: %s', async (_what, edit, code) => {
    const registry = await fleet();
    await expect(change(registry, 'top', [edit])).rejects.toMatchObject({ code });
    expect(registry.changes.last()).toBe(1);
  });

  it('is not confused with the longest value there is', async () => {
    const registry = await fleet();
    await change(registry, 'top', [set('system:/a', 'ä'.repeat(2 ** 19))]);
    expect(registry.clusters.settings('top').size).toBe(1);
  });
});

describe('conflicts', () => {
  it('name every cluster below that sets the key, and are passed by force, without a tombstone', async () => {
    const registry = await fleet();
    await change(registry, 'leaf', [set('system:/a', 'leaf')]);
    await change(registry, 'other', [set('system:/a', 'other')]);
    const error = await change(registry, 'top', [set('system:/a')]).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'SETTING_CONFLICT' });
    expect(
      (error as ElektraError<'SETTING_CONFLICT'>).data?.conflicts.map(({ clusterId, where }) => [clusterId, where]),
    ).toEqual([
      ['leaf', 'below'],
      ['other', 'below'],
    ]);
    await change(registry, 'top', [set('system:/a')], true);
    for (const id of ['leaf', 'other']) {
      expect(registry.clusters.settings(id).size).toBe(0);
      expect(registry.clusters.tombstones(id).size).toBe(0);
    }
  });

  it('with a cluster above are passed by nothing, whatever of the key is set', async () => {
    const registry = await fleet();
    await change(registry, 'top', [{ kind: 'meta', key: 'system:/a', meta: [{ key: 'm', value: '1' }], keep: false }]);
    const meta: ClusterEdit = { kind: 'meta', key: 'system:/a', meta: [{ key: 'n', value: '1' }], keep: false };
    for (const edit of [set('system:/a'), meta]) {
      await expect(change(registry, 'leaf', [edit], true)).rejects.toMatchObject({
        code: 'SETTING_CONFLICT',
        data: { conflicts: [{ clusterId: 'top', where: 'above', by: 'ada' }] },
      });
    }
  });

  it('are found when a cluster moves below one that sets its keys', async () => {
    const registry = await fleet();
    await change(registry, 'alone', [set('system:/a', 'alone')]);
    await change(registry, 'middle', [set('system:/a', 'middle'), set('system:/b', 'middle')]);
    await expect(change(registry, 'alone', [place('leaf')])).rejects.toMatchObject({
      code: 'SETTING_CONFLICT',
      data: { conflicts: [{ key: 'system:/a', clusterId: 'alone', where: 'below' }] },
    });
    await change(registry, 'alone', [place('leaf')], true);
    expect(registry.clusters.settings('alone').size).toBe(0);
  });
});

describe('an edit that changes nothing', () => {
  it.each<[string, string, readonly ClusterEdit[]]>([
    ['the same value', 'top', [set('system:/there', '1')]],
    ['there and back', 'top', [set('system:/there', '2'), set('system:/there', '1')]],
    ['what only an ancestor sets is removed', 'leaf', [remove('system:/there')]],
    ['in already', 'leaf', [join('i1')]],
    ['out and in again', 'leaf', [leave('i1'), join('i1')]],
    ['where it is', 'leaf', [place('middle')]],
    ['away and back', 'leaf', [place('alone'), place('middle')]],
    ['nothing of a key', 'top', [set('system:/new', null)]],
  ])('is no change: %s', async (_what, clusterId, edits) => {
    const registry = await fleet();
    await change(registry, 'top', [set('system:/there')]);
    expect(await change(registry, clusterId, edits)).toBeNull();
  });
});

describe('a removal', () => {
  it('needs a tombstone only where somebody is concerned', async () => {
    const registry = await fleet();
    await change(registry, 'alone', [set('system:/a')]);
    await change(registry, 'alone', [remove('system:/a'), join('i4')]);
    expect(registry.clusters.tombstones('alone').size).toBe(0);
    await change(registry, 'alone', [set('system:/a', '1', { m: '1' })]);
    await change(registry, 'alone', [remove('system:/')]);
    expect(registry.clusters.tombstones('alone').get('system:/a')).toMatchObject({ whole: 5, metakeys: { m: 5 } });
  });

  it('that waits is ended by setting the key again, but for metakeys that are not set again', async () => {
    const registry = await fleet();
    await change(registry, 'leaf', [set('system:/a', '1', { m: '1', n: '1' })]);
    await change(registry, 'leaf', [remove('system:/a')]);
    await change(registry, 'top', [set('system:/a', '2', { n: '2' })]);
    expect(registry.clusters.tombstones('leaf').get('system:/a')).toMatchObject({ whole: null, metakeys: { m: 3 } });
  });

  it('that waits is given up by a release', async () => {
    const registry = await fleet();
    await change(registry, 'leaf', [set('system:/a')]);
    await change(registry, 'leaf', [remove('system:/a')]);
    await change(registry, 'leaf', [remove('system:/a', true)]);
    expect(registry.clusters.tombstones('leaf').size).toBe(0);
  });
});

const edits = fc.array(
  act.filter((each) => each.kind !== 'deliver' && each.kind !== 'delete'),
  { minLength: 1, maxLength: 6 },
);

describe('several edits as one change', () => {
  it('make what they make one after another, and what was foretold', async () => {
    await fc.assert(
      fc.asyncProperty(edits, fc.constantFrom(...Object.keys(CLUSTERS)), fc.boolean(), async (acts, id, force) => {
        const draft = acts.map(editOf);
        const [apart, together] = [await fleet(), await fleet()];
        const isRefused = (error: unknown) => error instanceof ElektraError;
        const outcomes = [];
        for (const edit of draft) outcomes.push(await change(apart, id, [edit], force).catch(isRefused));
        if (outcomes.includes(true)) return;
        const { clusters } = together;
        const stamp = { number: 2, at: createFakeClock().now(), by: 'ada' };
        const effects = atOnce(effectsOfEdits(clusters, id, draft, stamp, force));
        const foretold = effects === null ? contentOf(clusters) : contentOf(withEffects(clusters, effects));
        await change(together, id, draft, force);
        expect(contentOf(clusters)).toEqual(foretold);
        expect(unnumbered(contentOf(clusters))).toEqual(unnumbered(contentOf(apart.clusters)));
      }),
      { numRuns: 200 },
    );
  });

  it('made by many at the same time leave each instance in one cluster, as it is stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 2, maxLength: 6 }), async (drafts) => {
        const store = createMemoryDocumentStore();
        const registry = await openFleet({ clusters: CLUSTERS, instances: INSTANCES }, store);
        const ids = Object.keys(CLUSTERS);
        await Promise.allSettled(
          drafts.map((acts, at) => change(registry, ids[at % ids.length] ?? 'top', acts.map(editOf), at % 2 === 0)),
        );
        for (const id of Object.keys(INSTANCES)) {
          const homes = ids.filter((each) => registry.clusters.members(each).has(id));
          const { clusterId = null } = registry.instances.get(id) ?? {};
          expect(homes).toEqual(clusterId === null ? [] : [clusterId]);
        }
        await registry.turn(async () => undefined);
        await registry.changes.flush();
        const again = await openRegistry({
          store: store.reopen(),
          sealing: createFakeSealing(),
          clock: createFakeClock(),
          log: createSilentLog(),
        });
        expect(contentOf(again.clusters)).toEqual(contentOf(registry.clusters));
      }),
      { numRuns: 60 },
    );
  });
});

/** Without what tells when it was done; removals, which depend on that, left out as well. */
function unnumbered({ top, places, clusters }: ReturnType<typeof contentOf>) {
  return {
    top,
    places: places.map((each) => each?.clusterId),
    clusters: clusters.map(({ cluster, children, members, settings }) => ({
      parentId: cluster?.parentId,
      children,
      members,
      settings: settings.map(([key, { value, meta }]) => ({ key, value, meta })),
    })),
  };
}
