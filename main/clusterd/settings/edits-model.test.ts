import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createEffective, type Due } from './effective.ts';
import type { LockedAct } from './locks.ts';
import { Both, contentOf } from './testing/both.ts';
import { act, type Act, CLUSTERS, HIDES, INSTANCES, METAKEYS } from './testing/cluster-acts.ts';
import { isAtOrBelow } from './testing/clusters-model.ts';
import { openFleet } from './testing/open-fleet.ts';

function dueOf({ compare, keys }: Due) {
  const entries = keys.map(
    ({ key: name, set, gone }) => [name, { set, gone: gone === 'key' ? gone : [...gone].sort() }] as const,
  );
  expect(new Set(keys.map((each) => each.key)).size).toBe(keys.length);
  return { compare, keys: new Map(entries) };
}

function expectRules({ registry, model }: Both): void {
  const { clusters } = registry;
  const homes = Object.keys(INSTANCES).map((id) =>
    [...clusters.clusterIds()].filter((clusterId) => clusters.members(clusterId).has(id)),
  );
  for (const [at, id] of Object.keys(INSTANCES).entries()) {
    const { clusterId = null } = registry.instances.get(id) ?? {};
    expect(homes[at]).toEqual(clusterId === null ? [] : [clusterId]);
    expect(clusterId).toBe(model.places.get(id) ?? null);
  }
  for (const id of clusters.clusterIds()) {
    const path: string[] = [];
    for (let at: string | null = id; at !== null; at = clusters.cluster(at)?.parentId ?? null) {
      expect(path).not.toContain(at);
      path.push(at);
    }
    const names = path.flatMap((each) => [...clusters.settings(each).keys()]);
    expect(new Set(names).size).toBe(names.length);
    const own = [...clusters.settings(id)].map(([name, { value, meta: of }]) => [name, { value, meta: of }] as const);
    expect(new Map(own)).toEqual(model.own(id));
  }
}

function expectDue(both: Both): void {
  const { registry, model, effective } = both;
  for (const id of Object.keys(INSTANCES)) {
    const record = both.delivery(id);
    const due = effective.due(id, record);
    const expected = model.due(id);
    const keys = [...expected.keys].map(
      ([name, { set, gone }]) => [name, { set, gone: gone === 'key' ? gone : [...new Set(gone)].sort() }] as const,
    );
    expect(dueOf(due), id).toEqual({ compare: expected.compare, keys: new Map(keys) });
    expect(effective.dueCount(id, record)).toBe(due.keys.length);
    const fresh = createEffective(registry.clusters);
    expect(due).toEqual(fresh.due(id, record));
    expect(effective.settings(id)).toEqual(fresh.settings(id));
    const settings = [...effective.settings(id)].map(
      ([name, { value, meta: of }]) => [name, { value, meta: of }] as const,
    );
    expect(new Map(settings)).toEqual(model.effective(id));
  }
}

function expectLocks({ model, locks }: Both): void {
  const refuses = (id: string, key: string, what: LockedAct['what']) => {
    try {
      locks.refuse(id, [{ key, what }]);
      return false;
    } catch (error) {
      if (isElektraError(error, 'KEY_LOCKED')) return true;
      throw error;
    }
  };
  const actual: unknown[] = [];
  const expected: unknown[] = [];
  for (const id of Object.keys(INSTANCES)) {
    const isWhole = (name: string) => [name, ...(HIDES.get(name) ?? [])].some((each) => model.locks(id, each).whole);
    const isLocked = (name: string) => isWhole(name) || model.locks(id, name).metakeys.size > 0;
    for (const name of [...HIDES.keys(), 'system:/', 'user:/', 'spec:/a']) {
      const lock = locks.of(id, name);
      const isBelow = (each: string) => isAtOrBelow(each, name) || (name.endsWith(':/') && each.startsWith(name));
      const subtree = [...HIDES.keys()].some((each) => isBelow(each) && isLocked(each));
      const { metakeys } = model.locks(id, name);
      actual.push({
        id,
        name,
        locked: lock !== null,
        whole: lock?.metakeys === null,
        value: refuses(id, name, 'value'),
        below: locks.below(id, name) !== null,
        subtree: refuses(id, name, 'subtree'),
        metakeys: METAKEYS.filter((metakey) => refuses(id, name, { metakeys: [metakey] })),
      });
      expected.push({
        id,
        name,
        locked: isLocked(name),
        whole: isWhole(name),
        value: isWhole(name),
        below: subtree,
        subtree,
        metakeys: METAKEYS.filter((metakey) => metakeys.has(metakey)),
      });
    }
  }
  expect(actual).toEqual(expected);
}

/** Who has just come compares everything, which would hide what the short way does. */
const everybodyUpToDate = Object.keys(INSTANCES).map((instance): Act => {
  return { kind: 'deliver', instance: instance as keyof typeof INSTANCES, refuses: [] };
});

/** What was refused together with a removal stays due with what is set instead, also where all is compared before it is refused again. */
const refusedTwice: readonly Act[] = [
  { kind: 'set', cluster: 'other', key: 'user:/a', value: '1', meta: { m: '1', n: '1' }, force: false },
  { kind: 'remove', cluster: 'other', key: 'user:/a', keep: false },
  { kind: 'deliver', instance: 'i3', refuses: ['user:/a'] },
  { kind: 'set', cluster: 'other', key: 'user:/a', value: '1', meta: {}, force: false },
  { kind: 'place', cluster: 'top', parent: 'alone', force: false },
  { kind: 'deliver', instance: 'i3', refuses: ['user:/a'] },
];

describe('edits of clusters', () => {
  it('do what DOMAIN says: membership, tree, conflicts, what is due and what is locked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40, size: 'max' }), async (acts) => {
        const both = new Both(await openFleet({ clusters: CLUSTERS, instances: INSTANCES }));
        for (const each of [...everybodyUpToDate, ...acts]) {
          await both.run(each);
          expectRules(both);
          expectDue(both);
          expectLocks(both);
          if (both.foretold !== null) {
            expect(contentOf(both.registry.clusters)).toEqual(contentOf(both.foretold));
            both.foretold = null;
          }
        }
      }),
      { numRuns: 60, examples: [[[...refusedTwice]]] },
    );
  });
});
