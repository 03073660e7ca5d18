import type { FieldKeys } from './field-key.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';

/** Mount points that hold what libelektra says of itself. Writes there end with a warning only: success, and nothing is stored (recorded runs of `kdb set`). */
export const READ_ONLY_MOUNT_POINTS = ['system:/elektra/modules', 'system:/elektra/version'] as const;

const PLUGINS = ['cache', 'dump', 'error', 'glob', 'list', 'resolver', 'spec', 'storage', 'sync', 'type', 'validation'];
const ENTRIES = [
  'exports',
  'exports/close',
  'exports/get',
  'exports/open',
  'exports/set',
  'infos',
  'infos/author',
  'infos/status',
];
const CONSTANTS: Readonly<Record<string, string>> = {
  KDB_VERSION: '0.11.0',
  KDB_VERSION_MAJOR: '0',
  KDB_VERSION_MINOR: '11',
  KDB_VERSION_PATCH: '0',
  SO_VERSION: '5',
};

/** About as many as a host's database begins with: 111 below `system:/elektra`, in key order. */
export const BUILT_IN_KEYS: FieldKeys = [
  ...PLUGINS.flatMap((plugin) =>
    ['', ...ENTRIES.map((entry) => `/${entry}`)].map((path) => key(`modules/${plugin}${path}`)),
  ),
  key('version'),
  key('version/constants'),
  ...Object.entries(CONSTANTS).map(([name, value]) => key(`version/constants/${name}`, value)),
  key('version/infos'),
  key('version/infos/author', 'Elektra Initiative'),
  key('version/infos/description', 'Information of your Elektra Installation'),
  key('version/infos/licence', 'BSD'),
  key('version/infos/version', '5'),
].sort((a, b) => compareKeyNames(a.name, b.name));

function key(path: string, value = '') {
  return { name: `system:/elektra/${path}`, value, meta: {} };
}
