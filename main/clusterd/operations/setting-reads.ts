import type { settingOperations } from '#shared/clusterd/settings.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { keyVersion } from '../keys/key-version.ts';
import { readableName } from '../keys/names.ts';
import { keyNode } from '../keys/node.ts';
import { searchKeys } from '../keys/search.ts';
import { subtreeWithheldFrom, withheldFrom } from '../keys/withheld.ts';
import { requireCluster } from '../settings/place-cluster.ts';
import { createSettingReads, settingReading } from '../settings/read-settings.ts';
import { pathOf } from '../settings/tree.ts';
import type { SettingParts } from './settings.ts';

type SettingReadOperations = Pick<typeof settingOperations, 'settings.read' | 'settings.readMany' | 'settings.find'>;

/** What a cluster sets, read like the keys of an instance. */
export function settingReadHandlers({
  registry,
  ports: { clock, digest },
}: Pick<SettingParts, 'registry' | 'ports'>): Handlers<SettingReadOperations> {
  const { clusters: view, secrets } = registry;
  const reads = createSettingReads(view);
  const rest = () => new Promise<void>((resolve) => void clock.after(0, resolve));

  return {
    async 'settings.read'({ id, key, preload, children, inherited }, { caller }) {
      requireCluster(view, id);
      const name = key === undefined || key === '/' ? null : readableName(key);
      const reading = reads.subtree(id, name, children ? preload + 1 : 0, inherited);
      return keyNode(subtreeWithheldFrom(caller, secrets)(reading), { digest, lockOf: () => null, rest });
    },

    async 'settings.readMany'({ id, keys }, { caller }) {
      requireCluster(view, id);
      const path = pathOf(view, id);
      const state = (name: string) => {
        const setting = path.flatMap((each) => view.settings(each.id).get(name) ?? [])[0];
        const reading = withheldFrom(caller, secrets)(settingReading(name, setting));
        const none = { clusterId: id, key: name, meta: {}, number: 0, by: '', at: 0 };
        const version = keyVersion(reading, digest);
        return { ...(setting ?? none), value: reading.value ?? null, version, exists: reading.exists };
      };
      return { keys: keys.map(readableName).map(state) };
    },

    async 'settings.find'({ id, ...search }, call) {
      requireCluster(view, id);
      const searched = reads.searched(id);
      // Who sees that a secret matches could guess it, whoever that is.
      const readFound = async (names: readonly string[], signal: AbortSignal) =>
        (await searched.readFound(names, signal)).map(withheldFrom(null, secrets));
      return searchKeys({ ...searched, readFound }, search, { ...call, rest, read: (work) => work() });
    },
  };
}
