import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { BrowserWindow } from './browser-window.ts';
import { MenuItem } from './menu.ts';
import { nothing, onlyKnown, PreventableEvent } from './only-known.ts';
import { parent } from './parent.ts';
import { takeSingleInstance } from './single-instance.ts';

let isReady = false;
let isQuitting = false;
let beReady: () => void = nothing;
const ready = new Promise<void>((resolve) => {
  beReady = resolve;
});
const paths = new Map<string, string>();

class App extends EventEmitter {
  name = 'elektra-web';
  readonly isPackaged = false;
  readonly commandLine = {
    appendSwitch: nothing,
    appendArgument: nothing,
    hasSwitch: (name: string) => process.argv.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)),
    getSwitchValue: (name: string) =>
      process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
    removeSwitch: nothing,
  };
  readonly dock = undefined;
  readonly enableSandbox = nothing;
  readonly setAppUserModelId = nothing;
  readonly setDesktopName = nothing;
  readonly setBadgeCount = () => false;
  readonly setAboutPanelOptions = nothing;
  readonly disableHardwareAcceleration = nothing;
  readonly focus = nothing;
  readonly getLocale = () => 'en-GB';
  readonly getSystemLocale = () => 'en-GB';
  readonly getPreferredSystemLanguages = () => [process.env['STAND_IN_LANGUAGE'] ?? 'en-GB'];
  readonly getAppPath = () => dirname(process.argv[1] ?? '');
  readonly getVersion = () => '0.0.0';
  readonly isDefaultProtocolClient = () => false;

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  whenReady(): Promise<void> {
    return ready;
  }

  isReady(): boolean {
    return isReady;
  }

  getPath(name: string): string {
    const config = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
    const usual: Readonly<Record<string, string>> = {
      home: homedir(),
      appData: config,
      userData: join(config, this.name),
      sessionData: join(config, this.name),
      logs: join(config, this.name, 'logs'),
      temp: tmpdir(),
      exe: process.execPath,
      documents: homedir(),
      downloads: homedir(),
      desktop: homedir(),
      crashDumps: join(config, this.name, 'Crashpad'),
    };
    const path = paths.get(name) ?? usual[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  setPath(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    paths.set(name, path);
  }

  setAppLogsPath(path: string): void {
    paths.set('logs', path);
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    parent.tell('default-client', scheme);
    return true;
  }

  requestSingleInstanceLock(data?: unknown): boolean {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    return takeSingleInstance(folder, data, (second) => {
      this.emit('second-instance', new PreventableEvent(), second.argv, second.cwd, second.data);
    });
  }

  hasSingleInstanceLock(): boolean {
    return true;
  }

  releaseSingleInstanceLock(): void {
    // The lock ends with the process here.
  }

  relaunch(options: { readonly args?: readonly string[] } = {}): void {
    parent.tell('relaunch', options.args ?? process.argv.slice(1));
  }

  quit(): void {
    if (isQuitting) return;
    const before = new PreventableEvent();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    isQuitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length > 0) {
      isQuitting = false;
      return;
    }
    const will = new PreventableEvent();
    this.emit('will-quit', will);
    isQuitting = !will.defaultPrevented;
    if (will.defaultPrevented) return;
    this.exit(0);
  }

  exit(code = 0): void {
    this.emit('quit', new PreventableEvent(), code);
    process.exit(code);
  }
}

export const app = onlyKnown('app', new App());

/** Electron does not become ready before the main module has been evaluated. */
export function becomeReady(): void {
  isReady = true;
  app.emit('will-finish-launching');
  app.emit('ready', new PreventableEvent(), {});
  beReady();
}

BrowserWindow.onCreated = (contents) => void app.emit('web-contents-created', new PreventableEvent(), contents);
BrowserWindow.onAllClosed = () => {
  // Without a listener Electron quits by itself.
  if (!isQuitting && !app.emit('window-all-closed')) app.quit();
};
MenuItem.acts.set('quit', () => app.quit());
parent.on('app-quit', () => app.quit());
parent.on('app-event', ({ name, args }: { readonly name: string; readonly args: readonly unknown[] }) => {
  const event = new PreventableEvent();
  app.emit(name, event, ...args);
  return event.defaultPrevented;
});
