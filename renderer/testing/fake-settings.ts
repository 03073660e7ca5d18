import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { isAtOrBelowText } from '../stores/key-text.ts';
import { applyEdits, rollOut } from './fake-cluster-edits.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import { THEN } from './fake-clusters.ts';
import type { ClusterdHandlers } from './fake-send.ts';
import { fakeVersion } from './fake-version.ts';

type SettingOperation = Extract<keyof ClusterdHandlers, `settings.${string}`>;

/** The operations on what clusters set. */
export function settingsOf(fake: FakeClusterd): Pick<ClusterdHandlers, SettingOperation> {
  const { clusters } = fake;
  const change = async (id: string, note: string | null, ...edits: ClusterEdit[]) => {
    applyEdits(fake, id, edits);
    return rollOut(fake, id, edits, note);
  };
  const stateOf = (id: string, key: string) => {
    const setting = clusters.effective(id).get(key);
    const stored = setting && { meta: setting.meta, ...(setting.value !== null && { value: setting.value }) };
    const nothing = { clusterId: id, key, value: null, meta: {}, number: 0, by: '', at: THEN };
    return { ...(setting ?? nothing), exists: setting !== undefined, version: fakeVersion(stored) };
  };

  return {
    'settings.read': async ({ id, key, inherited }) => {
      const own = clusters.settings.get(clusters.get(id).id) ?? new Map<string, never>();
      const names = [...(inherited ? clusters.effective(id) : own).keys()].sort(compareKeyNames);
      const ls = key === undefined ? names : names.filter((name) => isAtOrBelowText(name, key));
      return { exists: key !== undefined && names.includes(key), name: '', path: key ?? '', ls };
    },
    'settings.readMany': async ({ id, keys }) => ({ keys: keys.map((key) => stateOf(id, key)) }),
    'settings.find': async ({ id, query }) => [...clusters.effective(id).keys()].filter((key) => key.includes(query)),
    'settings.set': ({ id, key, value, note }) => change(id, note, { kind: 'set', key, value }),
    'settings.remove': ({ id, key, keep, note }) => change(id, note, { kind: 'remove', key, keep }),
    'settings.move': ({ id, key, target, note }) => change(id, note, { kind: 'move', key, target }),
    'settings.copy': ({ id, key, target, note }) => change(id, note, { kind: 'copy', key, target }),
    'settings.setAll': ({ id, configurations, note }) =>
      change(id, note, ...configurations.map(({ key, value }) => ({ kind: 'set', key, value }) as const)),
    'settings.setMeta': ({ id, name, key, value, keep, note }) =>
      change(id, note, { kind: 'meta', key: name, meta: [{ key, value }], keep }),
    'settings.removeMeta': ({ id, name, key, keep, note }) =>
      change(id, note, { kind: 'meta', key: name, meta: [{ key, value: null }], keep }),
    'settings.setMetaMany': ({ id, name, meta, keep, note }) =>
      change(id, note, { kind: 'meta', key: name, meta, keep }),
    'settings.shift': ({ id, key, to, note }) => change(id, note, { kind: 'shift', key, to }),
    'settings.lift': ({ id, key, note }) =>
      change(id, note, ...fake.names(key).map((name) => ({ kind: 'set', key: name, value: '' }) as const)),
  };
}
