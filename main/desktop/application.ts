import type { Handlers, InputOf } from '#shared/contract/operation.ts';
import { desktopContract, type DesktopContract } from '#shared/desktop/contract.ts';
import { desktopEvents, type PageCommand } from '#shared/desktop/events.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { createEventHub } from '../clusterd/events/event-hub.ts';
import type { Clock, Log, Random } from '../clusterd/ports.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import { createFleetWatch, type FleetWatch } from './fleet-watch.ts';
import { lifeHandlers } from './life-handlers.ts';
import type { ShellPorts } from './ports.ts';
import type { Preferences } from './preferences/preferences.ts';
import { createWindowTransport, type WindowTarget } from './window-transport.ts';

export interface ApplicationOptions {
  readonly version: string;
  readonly shell: ShellPorts;
  readonly fleet: () => WindowTarget;
  readonly preferences: Preferences;
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
}

export function createApplication(options: ApplicationOptions): Application {
  const { version, shell, fleet, log, preferences } = options;
  const hub = createEventHub(desktopEvents, options);
  const listeners = new Set<() => void>();
  const watch = createFleetWatch(options);

  function state(): DesktopState {
    return {
      version,
      workplace: { kind: 'local' },
      remotes: [],
      move: null,
      remoteAccess: { state: 'off', url: null, problem: null },
      elektrad: { url: null, found: false, problem: null },
      updates: shell.updates.state(),
      preferences: preferences.current(),
      locked: [...preferences.locked],
      preferencesProblem: preferences.problem(),
      administratorsFile: preferences.administratorsFile,
      hasTray: shell.hasTray(),
    };
  }

  function changed(): void {
    hub.emit('desktop.changed', { state: state() });
    for (const listener of listeners) listener();
  }

  preferences.onChange(changed);
  shell.updates.onChange(changed);
  const handlers: Partial<Handlers<DesktopContract>> = {
    ...lifeHandlers({ ...options, state }),
    'desktop.state': async () => state(),
    'desktop.chooseFile': async ({ what }: InputOf<DesktopContract['desktop.chooseFile']>) => ({
      file: await shell.chooseFile(what),
    }),
  };
  const served = Object.fromEntries(Object.entries(desktopContract).filter(([name]) => Object.hasOwn(handlers, name)));
  const own = {
    dispatcher: createDispatcher({
      contract: served as DesktopContract,
      handlers: handlers as Handlers<DesktopContract>,
      log,
      validateOutput: false,
    }),
    events: hub,
  };
  return {
    transport: createWindowTransport(own, fleet),
    state,
    onChange: (listener) => void listeners.add(listener),
    fleet: watch,
    command: (command, address) => hub.emit('desktop.commanded', { command, address: address ?? null }),
  };
}
