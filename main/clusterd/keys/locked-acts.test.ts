import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { isAtOrBelow, type KeyName } from '#shared/model/key-name.ts';
import type { ClusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { withInstance, type WithInstance } from '../testing/with-instance.ts';

const CLUSTER = 'web';
const PATHS = ['/a', '/a/b', '/a/b/c', '/d', '/d/e'];
const NAMESPACES = ['dir', 'user', 'system'];
const METAKEYS = ['order', 'comment'];

interface Set {
  readonly key: string;
  /** null: metadata alone. */
  readonly value: string | null;
  readonly metakeys: readonly string[];
}

type Act =
  | { readonly kind: 'set'; readonly key: string; readonly value: string }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'removeMany'; readonly keys: readonly string[] }
  | { readonly kind: 'setMeta' | 'removeMeta'; readonly key: string; readonly metakey: string }
  | { readonly kind: 'move' | 'copy'; readonly key: string; readonly target: string; readonly force: boolean }
  | { readonly kind: 'setAll'; readonly keys: readonly string[]; readonly metakey: string | null };

const name = fc
  .tuple(fc.constantFrom(...NAMESPACES), fc.constantFrom(...PATHS))
  .map(([namespace, path]) => `${namespace}:${path}`);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
const metakey = fc.constantFrom(...METAKEYS);
const setting: fc.Arbitrary<Set> = fc
  .record({ key: name, value: fc.constantFrom('set', null), metakeys: fc.subarray(METAKEYS) })
  .map((set) => (set.value === null && set.metakeys.length === 0 ? { ...set, metakeys: ['order'] } : set));
const act: fc.Arbitrary<Act> = fc.oneof(
  // Also the value that is there already.
  fc.record({ kind: fc.constant('set' as const), key: name, value: fc.constantFrom('own', 'other') }),
  fc.record({ kind: fc.constant('remove' as const), key: name }),
  fc.record({ kind: fc.constant('removeMany' as const), keys: names }),
  fc.record({ kind: fc.constantFrom('setMeta' as const, 'removeMeta' as const), key: name, metakey }),
  fc.record({
    kind: fc.constantFrom('move' as const, 'copy' as const),
    key: name,
    target: name,
    force: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('setAll' as const), keys: names, metakey: fc.option(metakey) }),
);

/** The names that this one stands in front of. */
function hiddenBy(key: string): readonly string[] {
  const [namespace = '', path = ''] = key.split(':');
  return NAMESPACES.slice(NAMESPACES.indexOf(namespace) + 1).map((each) => `${each}:${path}`);
}

const isValueLocked = (sets: readonly Set[], key: string) =>
  sets.some((set) => set.value !== null && (set.key === key || hiddenBy(key).includes(set.key)));
const isMetaLocked = (sets: readonly Set[], key: string, each: string) =>
  sets.some((set) => set.key === key && set.metakeys.includes(each));
const isLockedBelow = (sets: readonly Set[], root: string) =>
  NAMESPACES.flatMap((namespace) => PATHS.map((path) => `${namespace}:${path}`)).some(
    (key) =>
      isAtOrBelow(key as KeyName, root as KeyName) && (isValueLocked(sets, key) || sets.some((set) => set.key === key)),
  );

/** What the rules say of an act, told apart from how clusterd finds it out. */
function mustBeRefused(sets: readonly Set[], given: Act, keys: WithInstance['keys']): boolean {
  switch (given.kind) {
    case 'set':
      return isValueLocked(sets, given.key);
    case 'remove':
      return isLockedBelow(sets, given.key);
    case 'removeMany':
      return given.keys.some((key) => isLockedBelow(sets, key));
    case 'setMeta':
      return isMetaLocked(sets, given.key, given.metakey) || (!keys.has(given.key) && isValueLocked(sets, given.key));
    case 'removeMeta':
      return isMetaLocked(sets, given.key, given.metakey);
    case 'move':
      return isLockedBelow(sets, given.key) || isLockedBelow(sets, given.target);
    case 'copy':
      return isLockedBelow(sets, given.target);
    case 'setAll':
      return given.keys.some(
        (key) => isValueLocked(sets, key) || (given.metakey !== null && isMetaLocked(sets, key, given.metakey)),
      );
  }
}

async function run({ call, id }: WithInstance, given: Act): Promise<unknown> {
  switch (given.kind) {
    case 'set':
      return call('keys.set', { id, key: given.key, value: given.value });
    case 'remove':
      return call('keys.remove', { id, key: given.key });
    case 'removeMany':
      return call('keys.removeMany', { id, keys: [...given.keys] });
    case 'setMeta':
      return call('keys.setMeta', { id, name: given.key, key: given.metakey, value: 'mine' });
    case 'removeMeta':
      return call('keys.removeMeta', { id, name: given.key, key: given.metakey });
    case 'move':
    case 'copy':
      return call(`keys.${given.kind}`, { id, key: given.key, target: given.target, force: given.force });
    case 'setAll':
      for (const namespace of NAMESPACES) {
        const meta = given.metakey === null ? {} : { [given.metakey]: 'mine' };
        const configurations = given.keys
          .filter((key) => key.startsWith(`${namespace}:`))
          .map((key) => ({ key, value: 'many', meta }));
        if (configurations.length > 0) await call('keys.setAll', { id, key: `${namespace}:/`, configurations });
      }
  }
}

/** What a cluster keeps to itself of these keys, as it is on the host. */
function lockedThings(sets: readonly Set[], keys: WithInstance['keys']): readonly unknown[] {
  const all = NAMESPACES.flatMap((namespace) => PATHS.map((path) => `${namespace}:${path}`));
  return all.flatMap((key) => [
    ...(isValueLocked(sets, key) ? [[key, keys.get(key)?.value]] : []),
    ...METAKEYS.filter((each) => isMetaLocked(sets, key, each)).map((each) => [key, each, keys.get(key)?.meta[each]]),
  ]);
}

async function locking(sets: readonly Set[], held: readonly string[]): Promise<WithInstance> {
  const test = await withInstance();
  for (const key of held) test.keys.set(key, { value: 'own', meta: { order: '1' } });
  const { call, id } = test;
  await call('clusters.create', { id: CLUSTER, name: CLUSTER });
  // Locks hold all the same, and nothing is delivered while the acts are looked at.
  await call('clusters.setPaused', { id: CLUSTER, paused: true });
  await call('clusters.join', { id: CLUSTER, instanceId: id, wait: 0 });
  for (const set of sets) await putSetting(call, set);
  return test;
}

async function putSetting(call: ClusterdUnderTest['call'], { key, value, metakeys }: Set): Promise<void> {
  const given = { id: CLUSTER, wait: 0 };
  if (value !== null) await call('settings.set', { ...given, key, value });
  for (const each of metakeys) await call('settings.setMeta', { ...given, name: key, key: each, value: 'set' });
}

describe('what a cluster sets', () => {
  it('is changed on a member by no act, and every other act goes through', async () => {
    const sets = fc.uniqueArray(setting, { selector: ({ key }) => key, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        sets,
        fc.subarray(PATHS.map((path) => `user:${path}`)),
        names,
        fc.array(act, { minLength: 1, maxLength: 6 }),
        async (locks, own, more, acts) => {
          const test = await locking(locks, [...own, ...more]);
          for (const given of acts) {
            const before = JSON.stringify(lockedThings(locks, test.keys));
            const refused = mustBeRefused(locks, given, test.keys);
            const error: unknown = await run(test, given).then(
              () => null,
              (reason: unknown) => reason,
            );
            expect(JSON.stringify(lockedThings(locks, test.keys))).toBe(before);
            expect(isElektraError(error, 'KEY_LOCKED'), `${String(error)} of ${JSON.stringify(given)}`).toBe(refused);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is said in words, with cluster, person and time, and shown by reads', async () => {
    const { call, id, keys } = await locking([{ key: 'system:/a', value: 'set', metakeys: [] }], ['system:/a']);
    const lock = { clusterId: CLUSTER, clusterName: CLUSTER, key: 'system:/a', by: 'ada@workstation', removing: false };
    await expect(call('keys.set', { id, key: 'system:/a', value: 'mine' })).rejects.toMatchObject({
      code: 'KEY_LOCKED',
      data: lock,
      message: expect.stringMatching(/The cluster web sets system:\/a \(ada@workstation, 2026-.*Change it there/),
    });
    const { keys: read } = await call('keys.readMany', { id, keys: ['system:/a', 'user:/a', 'user:/d'] });
    expect(read.map(({ lockedBy }) => lockedBy?.key)).toEqual(['system:/a', 'system:/a', undefined]);
    keys.set('system:/a/b', { value: 'own', meta: {} });
    const node = await call('keys.read', { id, key: 'system:/' });
    expect(node.children).toMatchObject([{ path: 'system:/a', lockedBy: lock }]);
    expect(node.lockedBy).toBeUndefined();
  });
});
