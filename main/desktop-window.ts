import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, ipcMain, powerMonitor, session, shell, type BrowserWindow } from 'electron';
import { APP_NAME } from './app/app-id.ts';
import { APP_ORIGIN } from './app/security/app-scheme.ts';
import { createAppFiles } from './app/security/app-files.ts';
import { createExternalLinks } from './app/security/external-links.ts';
import { secureWindowSession } from './app/security/secure-session.ts';
import { createTrustedSender } from './app/security/trusted-sender.ts';
import { secureWebPreferences } from './app/security/web-preferences.ts';
import { serveApp } from './app/app-protocol.ts';
import { beginLife, type ApplicationLife } from './app/application-life.ts';
import type { DeepLinks } from './app/deep-links.ts';
import type { Ending } from './app/ending.ts';
import { lifePieces } from './app/life-pieces.ts';
import { closeWindowAs, showWindow, whenPainted } from './app/main-window.ts';
import { openMainWindow } from './app/open-main-window.ts';
import { createPageCommands, type PageCommands } from './app/page-commands.ts';
import { recoverPage } from './app/page-recovery.ts';
import { quitWithSystem } from './app/quit-with-system.ts';
import { textsFor } from './app/texts/texts-for.ts';
import type { TroubleDialogs } from './app/trouble-dialogs.ts';
import type { Updates } from './app/updates.ts';
import { createZoom } from './app/zoom.ts';
import type { Closers } from './closers.ts';
import type { Clock, Log } from './clusterd/ports.ts';
import type { Application } from './desktop/application.ts';
import type { Places } from './desktop/places.ts';
import { openClientPage } from './transport/http/client-page.ts';
import { serveIpc } from './transport/ipc-server.ts';

export const RENDERER = fileURLToPath(new URL('../renderer/', import.meta.url));
const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));
const ICON = fileURLToPath(new URL('../../assets/icons/256x256.png', import.meta.url));
const TRAY_ICONS = fileURLToPath(new URL('../../assets/tray/', import.meta.url));
const DOCUMENTS = 'https://github.com/ElektraInitiative/elektra-web/tree/main/docs';

/** What has been opened so far, for those who were there before. */
export interface Shown {
  window: BrowserWindow | null;
  life: ApplicationLife | null;
}

export interface DesktopWindowOptions {
  readonly application: Application;
  /** Whose acts in the window are. */
  readonly owner: string;
  readonly updates: Updates;
  readonly dialogs: TroubleDialogs;
  readonly places: Places;
  readonly links: DeepLinks;
  readonly ending: Ending;
  /** What is closed in the end, also when the start fails. */
  readonly closers: Closers;
  readonly shown: Shown;
  readonly showLogs: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The window of the application, loaded, with its menu, tray and notifications. Called when Electron is ready. */
export async function openDesktopWindow(options: DesktopWindowOptions): Promise<void> {
  const { application, places, dialogs, links, ending, closers, shown, clock, log } = options;
  const commands = createPageCommands(application.command);
  const page = await openClientPage(RENDERER, '');
  secureWindowSession(session.defaultSession, log);
  serveApp(session.defaultSession, { files: createAppFiles(RENDERER), page });
  const webPreferences = secureWebPreferences({ preload: PRELOAD, devTools: !app.isPackaged });
  const stateFile = join(places.config, 'window-state.json');
  const { window, state, file } = await openMainWindow(stateFile, { title: APP_NAME, icon: ICON, webPreferences }, log);
  shown.window = window;
  closers.add(() => file.flush());
  closeWindowAs(window, {
    isQuitting: ending.isQuitting,
    hides: () => shown.life?.hides() === true,
    quit: ending.quit,
  });
  quitWithSystem({ platform: process.platform, powerMonitor, window, ending, log });
  shown.life = beginWindowLife(options, window, commands, state.keep);
  closers.add(shown.life.end);
  recoverPage({ page: window.webContents, ask: dialogs.aboutPage, quit: ending.quit, now: clock.now, log });
  serveBridge(options, window, commands);
  whenPainted(window, process.platform, () => {
    if (ending.isQuitting()) return;
    state.reveal();
    process.stdout.write('desktop ready\n');
  });
  links.onLink((address) => commands.command('open', address));
  app.on('activate', () => showWindow(window));
  if (ending.isQuitting()) return;
  // That it failed is told by did-fail-load, which asks what to do.
  await window.loadURL(`${APP_ORIGIN}${links.firstAddress()}`).catch(() => undefined);
}

function beginWindowLife(
  { application, updates, ending, showLogs, log }: DesktopWindowOptions,
  window: BrowserWindow,
  commands: PageCommands,
  keepZoom: () => void,
): ApplicationLife {
  return beginLife({
    application,
    ...lifePieces(window),
    platform: process.platform,
    isDevelopment: !app.isPackaged,
    texts: textsFor(app.getPreferredSystemLanguages()),
    icons: TRAY_ICONS,
    command: commands.command,
    quit: ending.quit,
    showLogs,
    openDocumentation: () => createExternalLinks({ shell, log })(DOCUMENTS),
    checkForUpdate: () => void updates.check(),
    zoom: createZoom(window.webContents, keepZoom),
  });
}

/** What the page of the window, and nobody else, may ask. */
function serveBridge(
  { application, owner, log }: DesktopWindowOptions,
  window: BrowserWindow,
  commands: PageCommands,
): void {
  const { webContents } = window;
  serveIpc({
    ipcMain,
    dispatcher: application.transport.dispatcher,
    events: commands.listening(application.transport.events),
    callerOf: () => ({ id: 'desktop', name: owner, role: 'admin' }),
    isTrusted: createTrustedSender(() => (window.isDestroyed() ? null : webContents), log),
  });
}
