import { createClient } from '#shared/contract/client.ts';
import type { Handlers, OutputOf } from '#shared/contract/operation.ts';
import { desktopContract, type DesktopContract } from '#shared/desktop/contract.ts';
import { desktopEvents, type DesktopEvents, type PageCommand } from '#shared/desktop/events.ts';
import { DESKTOP_DEFAULTS, PREFERENCE_NAMES } from '#shared/desktop/preferences.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { DesktopLink } from '../api/desktop-link.ts';
import { createFakeEvents, type FakeEvents } from './fake-events.ts';
import { createFakeSend, type FakeSend } from './fake-send.ts';

type RemoteCheck = OutputOf<DesktopContract['desktop.checkRemote']>;

/** The time at which the acts of tests happen, in milliseconds since 1970 UTC. */
const NOW = 1_700_000_000_000;

/** The application around the page, in memory. Tests change its parts as they need, and tell the page with `change`. */
export class FakeDesktop {
  state: DesktopState = {
    version: '0.1.0',
    workplace: { kind: 'local' },
    remotes: [],
    move: null,
    remoteAccess: { state: 'off', url: null, problem: null },
    elektrad: { url: 'http://localhost:33333', found: false, problem: null },
    updates: { state: 'idle', version: null, progress: null, problem: null },
    proxies: [],
    preferences: DESKTOP_DEFAULTS,
    locked: [],
    preferencesProblem: null,
    administratorsFile: '/etc/elektra-web/desktop.json',
    hasTray: true,
  };
  /** What stands at the addresses of remote clusterds: what is found there, or what is thrown. */
  readonly remotes = new Map<string, RemoteCheck | ElektraError>();
  /** What the person chooses next in the dialog of the system; null: nothing. */
  chosen: string | null = null;
  /** Whether a file of that name is there. */
  isThere = false;
  /** Called before an act; throws what the application would say. */
  before: (operation: keyof DesktopContract) => void | Promise<void> = () => undefined;
  readonly licences = [
    { name: 'vue', version: '3.5.45', licence: 'MIT', text: 'The MIT License (MIT)' },
    { name: 'zod', version: '4.6.7', licence: 'MIT', text: 'MIT License' },
  ];

  readonly transport: FakeSend<DesktopContract> = createFakeSend(desktopContract, handlersOf(this), () => 'viewer');
  readonly events: FakeEvents<DesktopEvents> = createFakeEvents(desktopEvents);
  readonly link: DesktopLink = {
    client: createClient<DesktopContract>(this.transport.send),
    events: this.events.client,
  };

  /** Changes the state and tells the page. */
  change(part: Partial<DesktopState>): DesktopState {
    this.state = { ...this.state, ...part };
    this.events.tell('desktop.changed', { state: this.state });
    return this.state;
  }

  command(command: PageCommand, address: string | null = null): void {
    this.events.tell('desktop.commanded', { command, address });
  }
}

function handlersOf(fake: FakeDesktop): Handlers<DesktopContract> {
  const remoteAt = (url: string): RemoteCheck => {
    const found = fake.remotes.get(url);
    if (found === undefined) {
      throw new ElektraError('REMOTE_UNREACHABLE', undefined, { data: { url, reason: 'connection refused' } });
    }
    if (found instanceof ElektraError) throw found;
    return found;
  };
  const act = async (operation: keyof DesktopContract, change: () => Partial<DesktopState>): Promise<DesktopState> => {
    await fake.before(operation);
    return fake.change(change());
  };

  return {
    'desktop.state': async () => fake.state,
    'desktop.setPreferences': (changed) =>
      act('desktop.setPreferences', () => {
        const refused = PREFERENCE_NAMES.filter(
          (name) => changed[name] !== undefined && fake.state.locked.includes(name),
        );
        if (refused.length > 0) {
          const data = { preferences: refused, file: fake.state.administratorsFile };
          throw new ElektraError('PREFERENCE_LOCKED', undefined, { data });
        }
        const preferences = { ...fake.state.preferences, ...(JSON.parse(JSON.stringify(changed)) as typeof changed) };
        return { preferences: { ...fake.state.preferences, ...preferences } as DesktopState['preferences'] };
      }),
    'desktop.checkRemote': async ({ url }) => remoteAt(url),
    'desktop.useRemote': ({ url }) =>
      act('desktop.useRemote', () => {
        remoteAt(url);
        return {
          workplace: { kind: 'remote', url, state: 'connected', problem: null },
          remotes: [{ url, lastUsedAt: NOW }, ...fake.state.remotes.filter((remote) => remote.url !== url)],
          remoteAccess: { state: 'unavailable', url: null, problem: null },
        };
      }),
    'desktop.signInToProxy': ({ url, user }) =>
      act('desktop.signInToProxy', () => ({ proxies: [{ url: new URL(url).origin, user, state: 'known' }] })),
    'desktop.forgetProxy': ({ url }) =>
      act('desktop.forgetProxy', () => ({ proxies: fake.state.proxies.filter((proxy) => proxy.url !== url) })),
    'desktop.useLocal': () => act('desktop.useLocal', () => ({ workplace: { kind: 'local' } })),
    'desktop.forgetRemote': ({ url }) =>
      act('desktop.forgetRemote', () => ({ remotes: fake.state.remotes.filter((remote) => remote.url !== url) })),
    'desktop.writeBackup': async ({ file, withSecrets, move }, { report }) => {
      const begun = { file, writtenAt: NOW, withSecrets, isWritten: false };
      const before = fake.state.move;
      // Nothing is delivered any more before the first byte is written.
      if (move) fake.change({ move: begun });
      report?.({ done: 1, total: 2 });
      try {
        return await act('desktop.writeBackup', () => (move ? { move: { ...begun, isWritten: true } } : {}));
      } catch (error) {
        fake.change({ move: before });
        throw error;
      }
    },
    'desktop.giveUpMove': () => act('desktop.giveUpMove', () => ({ move: null })),
    'desktop.chooseFile': async () => ({ file: fake.chosen, isThere: fake.isThere }),
    'desktop.licences': async () => ({
      versions: [
        { name: 'Elektra Web', version: fake.state.version },
        { name: 'Electron', version: '45.4.1' },
      ],
      licences: fake.licences,
    }),
    'desktop.showLogs': async () => {
      await fake.before('desktop.showLogs');
      return { folder: '/logs' };
    },
    'desktop.checkForUpdate': () =>
      act('desktop.checkForUpdate', () => ({ updates: { ...fake.state.updates, state: 'current' } })),
    'desktop.downloadUpdate': () =>
      act('desktop.downloadUpdate', () => ({ updates: { ...fake.state.updates, state: 'ready' } })),
    'desktop.installUpdate': () => act('desktop.installUpdate', () => ({})),
  };
}
