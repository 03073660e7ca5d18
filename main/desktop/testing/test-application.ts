import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import { createClient, type Client } from '#shared/contract/client.ts';
import { DESKTOP_DEFAULTS, type DesktopPreferences } from '#shared/desktop/preferences.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import { STRAIGHT_OUT } from '../../adapters/elektrad-client/way-out.ts';
import { serveClusterd } from '../../clusterd-server.ts';
import { openClusterd } from '../../open-clusterd.ts';
import { createClosers } from '../../closers.ts';
import { createMemorySecrets } from '../../clusterd/testing/memory-secrets.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { createSystemClock } from '../../platform/system-clock.ts';
import { createSystemRandom } from '../../platform/system-random.ts';
import { createDispatcher } from '../../transport/dispatcher.ts';
import { createMemorySend } from '../../transport/memory-send.ts';
import { openApplication, type Application, type ApplicationOptions } from '../application.ts';
import { createProxySignIns } from '../proxy-sign-ins.ts';
import type { WriteBackup } from '../ports.ts';

export const PERSON = { id: 'desktop', name: 'ada', role: 'admin' } as const;
const PRODUCT = { name: 'elektra-web', version: '0.0.1' };
const SECRETS = { wanted: 'file', keyFile: null, environmentKey: undefined } as const;

export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'elektra-web-desktop-'));
  // Stands for the built client.
  await writeFile(join(path, 'index.html'), '<!doctype html>');
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface TestApplication extends Application {
  readonly desktop: Client<DesktopContract>;
  readonly clusterd: Client<ClusterdContract>;
  reloads(): number;
}

/** What survives the application: as the disk and the keychain do. */
export interface Machine {
  readonly data: string;
  readonly secrets: ReturnType<typeof createMemorySecrets>;
  preferences: DesktopPreferences;
}

export function machineAt(data: string): Machine {
  return { data, secrets: createMemorySecrets(), preferences: DESKTOP_DEFAULTS };
}

/** The real application on a machine, with nothing of Electron. */
export async function startApplication(
  machine: Machine,
  more: { readonly writeBackup?: WriteBackup; readonly wayOut?: ApplicationOptions['wayOut'] } = {},
): Promise<TestApplication> {
  let reloads = 0;
  const changes = new Set<() => void>();
  const none = { state: 'unavailable', version: null, progress: null, problem: null } as const;
  const application = await openApplication({
    version: PRODUCT.version,
    shell: {
      chooseFile: async () => null,
      showFolder: async () => undefined,
      reloadWindow: () => void (reloads += 1),
      systemProxyFor: async () => null,
      hasTray: () => false,
      versions: [],
      updates: {
        state: () => none,
        onChange: () => undefined,
        check: async () => undefined,
        download: async () => undefined,
        install: () => undefined,
      },
    },
    preferences: {
      current: () => machine.preferences,
      locked: [],
      administratorsFile: '',
      problem: () => null,
      async change(change) {
        machine.preferences = { ...machine.preferences, ...(change as Partial<DesktopPreferences>) };
        for (const listener of changes) listener();
      },
      onChange(listener) {
        const told = () => listener(machine.preferences, machine.preferences);
        changes.add(told);
        return () => void changes.delete(told);
      },
    },
    wayOut: more.wayOut ?? {
      ...STRAIGHT_OUT,
      proxyFor: async () => null,
      signIns: createProxySignIns(createSilentLog(), { now: () => 0 }),
      problem: () => null,
      onChange: () => undefined,
    },
    dataDirectory: machine.data,
    clusterd: {
      directory: join(machine.data, 'clusterd'),
      product: PRODUCT,
      owner: 'ada@desk',
      open: false,
      secrets: SECRETS,
    },
    elektrad: {
      host: '127.0.0.1',
      port: 0,
      isPortGiven: false,
      tls: null,
      allowedHosts: [],
      basePath: '/',
      directory: join(machine.data, 'elektrad'),
      product: PRODUCT,
      token: null,
      kdb: null,
    },
    rendererDirectory: machine.data,
    secrets: machine.secrets,
    writeBackup: more.writeBackup ?? (async () => undefined),
    licences: async () => [],
    logFolder: machine.data,
    log: createSilentLog(),
    clock: createSystemClock(),
    random: createSystemRandom(),
  });
  const send = createMemorySend(application.transport.dispatcher, () => PERSON);
  return {
    ...application,
    desktop: createClient<DesktopContract>(send),
    clusterd: createClient<ClusterdContract>(send),
    reloads: () => reloads,
  };
}

/** A clusterd elsewhere: another directory, reached over HTTP on loopback. */
export async function startServer(
  directory: string,
  {
    port = 0,
    tls = null,
  }: { readonly port?: number; readonly tls?: { certFile: string; keyFile: string } | null } = {},
) {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'index.html'), '<!doctype html>');
  const closers = createClosers();
  const clusterd = await openClusterd(
    { directory, product: PRODUCT, owner: 'root@server', open: false, secrets: SECRETS },
    createSilentLog(),
    closers,
  );
  const url = await serveClusterd(
    clusterd,
    {
      ...{ host: '127.0.0.1', port, tls, allowedHosts: [], basePath: '/', trustedProxies: [], open: false },
      ...{ directory, rendererDirectory: directory },
    },
    createSilentLog(),
    closers,
  );
  const { entry, token } = await clusterd.access.createToken('ada', 'admin', null);
  const { handlers } = clusterd;
  const dispatcher = createDispatcher({
    contract: clusterdContract,
    handlers,
    log: createSilentLog(),
    validateOutput: true,
  });
  return {
    client: createClient<ClusterdContract>(createMemorySend(dispatcher, () => PERSON)),
    url,
    port: Number(new URL(url).port),
    token,
    clusterd,
    revoke: () => clusterd.access.revokeToken(entry.id),
    close: () => closers.close(),
  };
}
