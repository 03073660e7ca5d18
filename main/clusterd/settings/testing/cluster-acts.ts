import fc from 'fast-check';
import { ClusterEdit } from '#shared/clusterd/edits.ts';
import { Refused, type ClustersModel } from './clusters-model.ts';

export const CLUSTERS = { top: null, middle: 'top', leaf: 'middle', other: 'top', alone: null } as const;
export const INSTANCES = { i1: 'leaf', i2: 'middle', i3: 'other', i4: null } as const;
const KEYS = ['system:/a', 'system:/a/b', 'user:/a'] as const;
/** All names that could be locked, each with those that it would hide. */
export const HIDES = new Map(
  ['/a', '/a/b', '/ab'].flatMap((path) => [
    [`system:${path}`, []],
    [`user:${path}`, [`system:${path}`]],
    [`dir:${path}`, [`user:${path}`, `system:${path}`]],
  ]),
);
export const METAKEYS = ['m', 'n'] as const;

const cluster = fc.constantFrom(...(Object.keys(CLUSTERS) as (keyof typeof CLUSTERS)[]));
const instance = fc.constantFrom(...(Object.keys(INSTANCES) as (keyof typeof INSTANCES)[]));
const key = fc.constantFrom(...KEYS);
const text = fc.constantFrom('1', '2');
const force = fc.boolean();
const meta = fc.constantFrom<Readonly<Record<string, string>>>({}, { m: '1' }, { m: '1', n: '1' });

/** Something that people, or deliveries, do. */
export const act = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('set'), cluster, key, value: text, meta, force }), weight: 5 },
  fc.record({
    kind: fc.constant('meta'),
    cluster,
    key,
    metakey: fc.constantFrom(...METAKEYS),
    value: fc.option(text),
    keep: fc.boolean(),
    force,
  }),
  { arbitrary: fc.record({ kind: fc.constant('remove'), cluster, key, keep: fc.boolean() }), weight: 3 },
  fc.record({ kind: fc.constant('move'), cluster, key, target: key, force }),
  fc.record({ kind: fc.constant('copy'), cluster, key, target: key, force }),
  fc.record({ kind: fc.constant('shift'), cluster, key, to: cluster, force }),
  fc.record({ kind: fc.constant('join'), cluster, instance, force }),
  fc.record({ kind: fc.constant('leave'), cluster, instance }),
  { arbitrary: fc.record({ kind: fc.constant('place'), cluster, parent: fc.option(cluster), force }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('delete'), cluster }), weight: 1 },
  {
    arbitrary: fc.record({ kind: fc.constant('deliver'), instance, refuses: fc.subarray([...KEYS], { maxLength: 2 }) }),
    weight: 4,
  },
);
export type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
type ClusterAct = Exclude<Act, { kind: 'deliver' } | { kind: 'delete' }>;

export function editOf(each: ClusterAct): ClusterEdit {
  return ClusterEdit.parse(plainEdit(each));
}

function plainEdit(each: ClusterAct) {
  switch (each.kind) {
    case 'set':
      return { kind: 'set', key: each.key, value: each.value, meta: each.meta };
    case 'meta':
      return { kind: 'meta', key: each.key, meta: [{ key: each.metakey, value: each.value }], keep: each.keep };
    case 'remove':
      return { kind: 'remove', key: each.key, keep: each.keep };
    case 'move':
    case 'copy':
      return { kind: each.kind, key: each.key, target: each.target };
    case 'shift':
      return { kind: 'shift', key: each.key, to: each.to };
    case 'join':
    case 'leave':
      return { kind: each.kind, instanceIds: [each.instance] };
    case 'place':
      return { kind: 'place', parentId: each.parent };
  }
}

/** @throws Refused */
export function inModel(model: ClustersModel, each: ClusterAct): void {
  switch (each.kind) {
    case 'set': {
      const before = model.own(each.cluster).get(each.key);
      return model.set(
        each.cluster,
        each.key,
        { value: each.value, meta: { ...before?.meta, ...each.meta } },
        each.force,
      );
    }
    case 'meta':
      return model.changeMeta(each.cluster, each.key, each.metakey, each.value, each.keep, each.force);
    case 'remove':
      return model.remove(each.cluster, each.key, each.keep);
    case 'move':
    case 'copy':
      return model.transfer(each.cluster, each.key, each.target, each.kind === 'copy', each.force);
    case 'shift':
      return model.shift(each.cluster, each.key, each.to, each.force);
    case 'join': {
      const at = model.places.get(each.instance) ?? null;
      if (!each.force && at !== null && at !== each.cluster) throw new Refused('in another');
      return model.place(each.instance, each.cluster);
    }
    case 'leave':
      if (model.places.get(each.instance) !== each.cluster) throw new Refused('not in it');
      return model.place(each.instance, null);
    case 'place':
      if (each.parent !== null && !model.parents.has(each.parent)) throw new Refused('no parent');
      return model.move(each.cluster, each.parent, each.force);
  }
}
