import type { Call, InputOf } from '#shared/contract/operation.ts';
import { pageFields } from '#shared/contract/page.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { TokenRecord } from '#shared/clusterd/access.ts';
import type { SecretsState } from '#shared/clusterd/secrets.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { canonicalHost } from '#shared/model/host.ts';
import { changedConnection } from '#shared/model/connection-change.ts';
import { InstanceId, NOTHING_TO_DELIVER, UNPROVEN, type Instance } from '#shared/model/instance.ts';
import type { KeyLock } from '#shared/model/key-lock.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import type { KeyState, Metadata } from '#shared/model/key.ts';
import type { Role } from '#shared/contract/roles.ts';
import { BACKED_UP, backupsOf } from './fake-backups.ts';
import { clusterActsOf } from './fake-cluster-acts.ts';
import { FakeClusters } from './fake-clusters.ts';
import { identityOf } from './fake-identity.ts';
import { keyTransfersOf } from './fake-key-transfers.ts';
import { keyWritesOf } from './fake-key-writes.ts';
import { plansOf } from './fake-plans.ts';
import { SECRETS_IN_FILE, SECRETS_IN_KEYCHAIN, secretsOf } from './fake-secrets.ts';
import type { ClusterdHandlers } from './fake-send.ts';
import { settingsOf } from './fake-settings.ts';
import { fakeVersion, isSameValue } from './fake-version.ts';

interface StoredKey {
  readonly value?: string;
  readonly meta: Metadata;
}

/** clusterd with one key database behind all its instances, in memory. Tests change its parts as they need. */
export class FakeClusterd {
  role: Role | null = 'admin';
  open = false;
  /** Single-instance mode. */
  opensOn: InstanceId | null = null;
  readonly instances = new Map<string, Instance>();
  readonly keys = new Map<string, StoredKey>();
  readonly tokens: TokenRecord[] = [];
  backups = BACKED_UP;
  /** What the next try ends with. */
  backupsAfterRetry = BACKED_UP;
  secrets = SECRETS_IN_FILE;
  /** What the next look for the keychain, or the next move, ends with. */
  secretsFound: () => SecretsState | Promise<SecretsState> = () => SECRETS_IN_KEYCHAIN;
  readonly clusters = new FakeClusters();
  /** What a cluster keeps to itself, by key. */
  readonly locks = new Map<string, KeyLock>();
  /** Hosts at which an elektrad answers. */
  readonly hosts = new Set<string>();
  /** Called before a write is stored; throws what Elektra would say. */
  beforeSet: (key: string, value: string, call: Call) => void | Promise<void> = () => undefined;
  /** The same for metadata; null is a metakey that is to go. */
  beforeSetMeta: (
    key: string,
    meta: Readonly<Record<string, string | null>>,
    call: Pick<Call, 'signal'>,
  ) => void | Promise<void> = () => undefined;
  /** Called before keys are moved or copied; throws what clusterd would say. */
  beforeTransfer: (key: string, target: string, call: Pick<Call, 'signal'>) => void | Promise<void> = () => undefined;
  /** Called after each part of a search. */
  whileFinding: (call: Pick<Call, 'signal'>) => void | Promise<void> = () => undefined;
  /** Called while somebody waits until all acts are over. */
  whileSettling: () => void | Promise<void> = () => undefined;
  /** What Elektra makes of a value. */
  normalise = (value: string): string => value;
  readonly handlers: ClusterdHandlers;
  private count = 0;

  constructor() {
    this.handlers = handlersOf(this);
  }

  addInstance(name: string, host = `http://${name}:33333`): Instance {
    const instance = newInstance(`i${(this.count += 1)}`, name, host);
    this.instances.set(instance.id, instance);
    return instance;
  }

  set(key: string, value: string, meta: Metadata = {}): void {
    this.keys.set(key, { value, meta });
  }

  state(key: string): KeyState {
    const stored = this.keys.get(key);
    const version = fakeVersion(stored);
    const lock = this.locks.get(key);
    const state = { key, version, ...(lock && { lockedBy: lock }) };
    return stored === undefined ? { ...state, exists: false, meta: {} } : { ...state, exists: true, ...stored };
  }

  names(below?: string): string[] {
    const isBelow = (name: string): boolean =>
      below === undefined || name === below || name.startsWith(below.endsWith('/') ? below : `${below}/`);
    return [...this.keys.keys()].filter(isBelow).sort(compareKeyNames);
  }
}

export const VERSION = { api: 1, elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 } };

export function newInstance(id: string, name: string, host: string): Instance {
  return {
    id: InstanceId.parse(id),
    name,
    host,
    description: '',
    visibility: 'user',
    tags: [],
    clusterId: null,
    connection: { ca: null, pinnedCertificate: null, proxy: null },
    hasCredentials: false,
    ownStore: false,
    createdAt: 1_700_000_000_000,
    seen: {
      state: 'online',
      since: 1_700_000_000_000,
      latencyMs: 3,
      elektraVersion: '0.11.0',
      elektradId: null,
      capabilities: [],
      lastError: null,
    },
    identity: UNPROVEN,
    delivery: NOTHING_TO_DELIVER,
  };
}

function handlersOf(fake: FakeClusterd): ClusterdHandlers {
  const who = () => ({
    name: 'ada',
    role: fake.role ?? 'viewer',
    expiresAt: null,
    open: fake.open,
    opensOn: fake.opensOn,
  });
  const instance = (id: string): Instance => {
    const found = fake.instances.get(id);
    if (found === undefined) throw new ElektraError('INSTANCE_NOT_FOUND', undefined, { data: { id } });
    return found;
  };
  const refuseDuplicate = (host: string, except?: string): void => {
    const same = [...fake.instances.values()].find(
      (other) => other.id !== except && canonicalHost(other.host) === canonicalHost(host),
    );
    if (same === undefined) return;
    const existing = { id: same.id, name: same.name, host: same.host };
    throw new ElektraError('INSTANCE_ALREADY_EXISTS', undefined, { data: { existing } });
  };
  const reach = (host: string) => {
    if (!fake.hosts.has(host)) {
      throw new ElektraError('INSTANCE_UNREACHABLE', `${host} refused`, { data: { host, reason: 'refused' } });
    }
    return { latencyMs: 12.4, version: VERSION };
  };
  const removeKeys = ({ key }: InputOf<ClusterdContract['keys.remove']>) => {
    fake.names(key).forEach((name) => fake.keys.delete(name));
    return {};
  };

  return {
    'versions.get': async () => ({
      api: 1,
      product: { name: 'elektra-web', version: '0.1.0' },
      elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0, patch: 0 },
    }),
    'clusterd.self': async () => ({ id: 'c1', name: 'elektra-web', formerIds: [] }),
    'session.create': async ({ token, code }) => {
      if (token !== 'right' && code !== 'right') throw new ElektraError('UNAUTHENTICATED');
      fake.role = 'admin';
      return { ...who(), secret: 's' };
    },
    'session.get': async () => who(),
    'session.remove': async () => {
      fake.role = null;
      return { secret: null };
    },
    'session.link': async () => ({ code: 'c', expiresAt: 0 }),
    'tokens.list': async () => fake.tokens,
    'tokens.create': async (wanted) => {
      const record = { id: `t${fake.tokens.length}`, createdAt: 0, ...wanted };
      fake.tokens.push(record);
      return { ...record, token: 'the-secret' };
    },
    'tokens.remove': async ({ id }) => {
      const index = fake.tokens.findIndex((token) => token.id === id);
      if (index < 0) throw new ElektraError('TOKEN_NOT_FOUND', undefined, { data: { id } });
      fake.tokens.splice(index, 1);
      return { id };
    },
    'instances.list': async ({ offset = 0, limit = pageFields.limit.parse(undefined) }) => {
      const all = [...fake.instances.values()].sort((a, b) => a.name.localeCompare(b.name));
      return { items: all.slice(offset, offset + limit), total: all.length };
    },
    'instances.create': async ({ id, force, marker, credentials, connection, ...fields }) => {
      refuseDuplicate(fields.host);
      const added = fake.addInstance(fields.name, fields.host);
      const created = {
        ...added,
        ...fields,
        hasCredentials: credentials !== undefined,
        connection: changedConnection(added.connection, connection),
      };
      fake.instances.set(created.id, created);
      return created;
    },
    ...identityOf(fake, instance),
    'instances.get': async ({ id }) => instance(id),
    'instances.change': async ({ id, force, ...changed }) => {
      if (changed.host !== undefined) refuseDuplicate(changed.host, id);
      const next = { ...instance(id), ...(JSON.parse(JSON.stringify(changed)) as Partial<Instance>) };
      fake.instances.set(id, next);
      return next;
    },
    'instances.remove': async ({ id }) => {
      instance(id);
      fake.instances.delete(id);
      return { id };
    },
    'instances.test': async ({ id }) => reach(instance(id).host),
    'instances.testHost': async ({ host }) => {
      refuseDuplicate(host);
      return reach(host);
    },
    ...secretsOf(fake),
    ...backupsOf(fake),
    'instances.version': async () => VERSION,
    'keys.read': async ({ key }) => ({
      exists: key !== undefined && fake.keys.has(key),
      name: '',
      path: key ?? '',
      ls: fake.names(key),
    }),
    'keys.readMany': async ({ keys }) => ({ keys: keys.map((key) => fake.state(key)) }),
    'keys.set': async ({ key, value, basedOn, mustBeNew }, call) => {
      const before = fake.state(key);
      if (mustBeNew && before.exists) throw new ElektraError('TARGET_EXISTS', undefined, { data: { key } });
      if (!isSameValue(basedOn, fake.keys.get(key))) {
        throw new ElektraError('VERSION_CONFLICT', undefined, { data: { key, theirs: before, yours: { value } } });
      }
      await fake.beforeSet(key, value, call);
      fake.keys.set(key, { value: fake.normalise(value), meta: before.meta });
      return { created: !before.exists, value: fake.normalise(value), version: fake.state(key).version };
    },
    ...keyWritesOf(fake),
    'keys.remove': async (input) => removeKeys(input),
    'keys.removeMany': async ({ keys, ...given }) => {
      keys.forEach((key) => removeKeys({ ...given, key }));
      return {};
    },
    ...keyTransfersOf(fake),
    'keys.settled': async () => {
      await fake.whileSettling();
      return {};
    },
    ...clusterActsOf(fake),
    ...settingsOf(fake),
    ...plansOf(fake),
  };
}
