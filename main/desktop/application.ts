import { join } from 'node:path';
import type { Handlers, InputOf } from '#shared/contract/operation.ts';
import { desktopContract, type DesktopContract } from '#shared/desktop/contract.ts';
import { desktopEvents, type PageCommand } from '#shared/desktop/events.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { createElektrads } from '../adapters/elektrad-client/elektrads.ts';
import { isThere } from '../backup/write-backup.ts';
import { createClosers } from '../closers.ts';
import type { OpenClusterdOptions } from '../open-clusterd.ts';
import { createEventHub } from '../clusterd/events/event-hub.ts';
import { createTurns } from '../clusterd/registry/turns.ts';
import type { Clock, Log, Random } from '../clusterd/ports.ts';
import type { Secrets } from '../clusterd/ports/secrets.ts';
import { holdDirectory } from '../hold-directory.ts';
import { createDispatcher, type Dispatcher } from '../transport/dispatcher.ts';
import { createCurrentFleet } from './current-fleet.ts';
import { createFleetWatch, type FleetWatch } from './fleet-watch.ts';
import { openKeptWorkplace } from './kept-workplace.ts';
import { lifeHandlers } from './life-handlers.ts';
import { beginLocalElektrad, type LocalElektradOptions } from './local-elektrad.ts';
import { finishMove, forgetUnwrittenMove } from './finish-move.ts';
import { moveHandlers } from './move.ts';
import type { ShellPorts, WriteBackup } from './ports.ts';
import type { Preferences } from './preferences/preferences.ts';
import { proxyHandlers } from './proxy-handlers.ts';
import { createRemoteAccess } from './remote-access.ts';
import { createShownFleet } from './shown-fleet.ts';
import type { PreferredWayOut } from './way-out.ts';
import { createWindowTransport, type WindowTarget } from './window-transport.ts';
import { workplaceHandlers } from './workplace.ts';

export interface ApplicationOptions {
  readonly version: string;
  readonly shell: ShellPorts;
  readonly preferences: Preferences;
  readonly wayOut: PreferredWayOut;
  /** Where everything is kept. */
  readonly dataDirectory: string;
  /** Of the local clusterd; its directory is in the data directory. */
  readonly clusterd: Omit<OpenClusterdOptions, 'isHeld' | 'elektrads' | 'wayOut'>;
  /** Of the local elektrad. */
  readonly elektrad: LocalElektradOptions['server'];
  /** The built renderer, for browsers. */
  readonly rendererDirectory: string;
  /** Where the tokens of remote clusterds are kept. */
  readonly secrets: Pick<Secrets, 'get' | 'set' | 'remove'>;
  readonly writeBackup: WriteBackup;
  readonly licences: Parameters<typeof lifeHandlers>[0]['licences'];
  readonly logFolder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
}

/** The desktop application without Electron. */
export interface Application {
  /** What the window's two channels are served with. */
  readonly transport: WindowTarget;
  state(): DesktopState;
  onChange(listener: () => void): void;
  readonly fleet: FleetWatch;
  /** Asks the page to do something. */
  command(command: PageCommand, address?: string): void;
  close(): Promise<void>;
}

/** So long changes of the state are gathered, in milliseconds. */
const GATHERED_MS = 20;

/**
 * Holds the data directory as long as it is open, also while the window shows a remote fleet: nothing else may deliver from it meanwhile by accident.
 * @throws StartRefused
 */
export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const { version, shell, log, preferences, wayOut, clock } = options;
  const { directory } = options.clusterd;
  const closers = createClosers();
  const hub = createEventHub(desktopEvents, options);
  const listeners = new Set<() => void>();
  const current = createCurrentFleet(clock);
  const turn = createTurns();
  let isTelling = false;

  function state(): DesktopState {
    const { remotes, move } = kept.current();
    return {
      version,
      workplace: shown.workplace(),
      remotes: remotes.map(({ url, lastUsedAt }) => ({ url, lastUsedAt })),
      move: move && { file: move.file, writtenAt: move.at, withSecrets: move.withSecrets, isWritten: move.isWritten },
      remoteAccess: access.state(),
      elektrad: elektrad.state(),
      updates: shell.updates.state(),
      proxies: [...wayOut.signIns.state()],
      preferences: preferences.current(),
      locked: [...preferences.locked],
      preferencesProblem: preferencesProblem(preferences, wayOut),
      administratorsFile: preferences.administratorsFile,
      hasTray: shell.hasTray(),
    };
  }

  function changed(): void {
    if (isTelling) return;
    isTelling = true;
    clock.after(GATHERED_MS, () => {
      isTelling = false;
      hub.emit('desktop.changed', { state: state() });
      for (const listener of listeners) listener();
    });
  }

  function reopened(): void {
    watch.refollow();
    changed();
  }

  async function keepPort(port: number): Promise<void> {
    await preferences
      .change({ remoteAccess: { ...preferences.current().remoteAccess, port } })
      .catch((error: unknown) => log.warn({ err: error, port }, 'the port of remote access could not be kept'));
  }

  await holdDirectory(directory, 'the desktop application', closers);
  const kept = await openKeptWorkplace(join(options.dataDirectory, 'workplace.json')).catch((error: unknown) =>
    closers.close().then(() => Promise.reject(error as Error)),
  );
  // Before anything is reached through one.
  wayOut.signIns.keepIn(options.secrets);
  const clusterd = { ...options.clusterd, wayOut, isHeld: true };
  const access = createRemoteAccess({
    directory,
    rendererDirectory: options.rendererDirectory,
    log,
    onChange: changed,
  });
  const elektrad = beginLocalElektrad({
    server: options.elektrad,
    log,
    onChange() {
      // Registered first: a page that hears of it finds it in the fleet.
      void turn(() => shown.register()).finally(changed);
    },
  });
  closers.add(() => elektrad.close());
  const shown = createShownFleet({
    ...{ kept, clusterd, current, access, wayOut, clock, log },
    secrets: options.secrets,
    wish: () => preferences.current().remoteAccess,
    keepPort,
    localElektrad: elektrad.local,
    onChange: changed,
  });
  closers.add(() => turn(() => shown.close()));
  try {
    await forgetUnwrittenMove(kept, log);
    await finishMove(kept, directory, log);
    await shown.open();
  } catch (error) {
    await closers.close();
    throw error;
  }
  const watch = createFleetWatch({ fleet: () => current, clock, log });
  closers.add(() => watch.close());

  const life = lifeHandlers({ ...options, state });
  const acts = { ...options, ...{ kept, shown, clusterd, directory, turn, state } };
  const handlers: Handlers<DesktopContract> = {
    ...life,
    ...proxyHandlers({ signIns: wayOut.signIns, state }),
    ...workplaceHandlers({
      ...acts,
      reopened,
      switched() {
        reopened();
        shell.reloadWindow();
      },
    }),
    ...moveHandlers({ ...acts, elektrads: () => createElektrads(options), reopened }),
    'desktop.state': async () => state(),
    async 'desktop.setPreferences'(change, call) {
      await life['desktop.setPreferences'](change, call);
      if (change.remoteAccess !== undefined) await turn(() => shown.serve());
      return state();
    },
    'desktop.chooseFile': async ({ what }: InputOf<DesktopContract['desktop.chooseFile']>) => {
      const file = await shell.chooseFile(what);
      return { file, isThere: file !== null && (await isThere(file)) };
    },
  };
  preferences.onChange(changed);
  wayOut.signIns.onChange(changed);
  wayOut.onChange(changed);
  shell.updates.onChange(changed);
  const dispatcher = createDispatcher({ contract: desktopContract, handlers, log, validateOutput: false });
  // What waits for the other side would hold up the end.
  const ending = new AbortController();
  closers.add(() => ending.abort());
  const own: Dispatcher = {
    dispatch: (operation, input, call) =>
      dispatcher.dispatch(operation, input, { ...call, signal: AbortSignal.any([call.signal, ending.signal]) }),
  };
  return {
    transport: createWindowTransport({ dispatcher: own, events: hub }, () => current),
    state,
    onChange: (listener) => void listeners.add(listener),
    fleet: watch,
    command: (command, address) => hub.emit('desktop.commanded', { command, address: address ?? null }),
    close: () => closers.close(),
  };
}

function preferencesProblem(preferences: Preferences, wayOut: PreferredWayOut): DesktopState['preferencesProblem'] {
  const problem = preferences.problem();
  const other = wayOut.problem();
  if (other === null) return problem;
  return { code: problem?.code ?? 'NETWORK', message: [problem?.message ?? '', other].join(' ').trim() };
}
