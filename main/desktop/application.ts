import type { Handlers, InputOf } from '#shared/contract/operation.ts';
import { desktopContract, type DesktopContract } from '#shared/desktop/contract.ts';
import { desktopEvents, type PageCommand } from '#shared/desktop/events.ts';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { createEventHub } from '../clusterd/events/event-hub.ts';
import type { Clock, Log, Random } from '../clusterd/ports.ts';
import { createDispatcher } from '../transport/dispatcher.ts';
import type { ShellPorts } from './ports.ts';
import { createWindowTransport, type WindowTarget } from './window-transport.ts';

export interface ApplicationOptions {
  readonly version: string;
  readonly shell: ShellPorts;
  readonly fleet: () => WindowTarget;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
}

/** The desktop application without Electron. */
export interface Application {
  /** What the window's two channels are served with. */
  readonly transport: WindowTarget;
  state(): DesktopState;
  /** Asks the page to do something. */
  command(command: PageCommand, address?: string): void;
}

export function createApplication(options: ApplicationOptions): Application {
  const { version, shell, fleet, log } = options;
  const hub = createEventHub(desktopEvents, options);

  function state(): DesktopState {
    return {
      version,
      workplace: { kind: 'local' },
      remotes: [],
      move: null,
      remoteAccess: { state: 'off', url: null, problem: null },
      elektrad: { url: null, found: false, problem: null },
      updates: shell.updates.state(),
      preferences: DESKTOP_DEFAULTS,
      locked: [],
      preferencesProblem: null,
      administratorsFile: '',
      hasTray: shell.hasTray(),
    };
  }

  const handlers: Partial<Handlers<DesktopContract>> = {
    'desktop.state': async () => state(),
    'desktop.chooseFile': async ({ what }: InputOf<DesktopContract['desktop.chooseFile']>) => ({
      file: await shell.chooseFile(what),
    }),
  };
  const own = {
    dispatcher: createDispatcher({
      contract: desktopContract,
      handlers: handlers as Handlers<DesktopContract>,
      log,
      validateOutput: false,
    }),
    events: hub,
  };
  return {
    transport: createWindowTransport(own, fleet),
    state,
    command: (command, address) => hub.emit('desktop.commanded', { command, address: address ?? null }),
  };
}
