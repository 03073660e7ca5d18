import { mkdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, nativeTheme, protocol, screen, session, shell } from 'electron';
import { APP_ORIGIN, registerAppScheme } from './app/security/app-scheme.ts';
import { createAppFiles } from './app/security/app-files.ts';
import { createExternalLinks } from './app/security/external-links.ts';
import { sandboxProcesses } from './app/security/process-sandbox.ts';
import { refuseCertificates } from './app/security/refuse-certificates.ts';
import { secureContents } from './app/security/secure-contents.ts';
import { securePermissions, secureWindowSession } from './app/security/secure-session.ts';
import { holdSingleInstance } from './app/security/single-instance.ts';
import { createTrustedSender } from './app/security/trusted-sender.ts';
import { secureWebPreferences } from './app/security/web-preferences.ts';
import { serveApp } from './app/app-protocol.ts';
import { chooseFile } from './app/choose-file.ts';
import { receiveDeepLinks, type DeepLinks } from './app/deep-links.ts';
import { createEnding } from './app/ending.ts';
import { watchFaults } from './app/faults.ts';
import { closeWindowAs, keepWindowState, mainWindowOptions, showWindow } from './app/main-window.ts';
import { createPageCommands } from './app/page-commands.ts';
import { recoverPage } from './app/page-recovery.ts';
import { quitOnSignals } from './app/quit-on-signals.ts';
import { shellTexts } from './app/shell-texts.ts';
import { systemProxyFor } from './app/system-proxy.ts';
import { createTroubleDialogs } from './app/trouble-dialogs.ts';
import { placeWindow } from './app/window-state.ts';
import { createWindowStateFile, readWindowState } from './app/window-state-file.ts';
import { createClosers } from './closers.ts';
import { createApplication } from './desktop/application.ts';
import { headlessRequest, runHeadless } from './desktop/headless.ts';
import { openLocalFleet } from './desktop/local-fleet.ts';
import { createLogger } from './platform/logger.ts';
import { configDirectory, dataDirectory } from './platform/paths.ts';
import { createSystemClock } from './platform/system-clock.ts';
import { createSystemRandom } from './platform/system-random.ts';
import { PRODUCT } from './product.ts';
import { openClientPage } from './transport/http/client-page.ts';
import { serveIpc } from './transport/ipc-server.ts';

const NAME = 'Elektra Web';
const RENDERER = fileURLToPath(new URL('../renderer/', import.meta.url));
const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));
const ICON = fileURLToPath(new URL('../../assets/icons/256x256.png', import.meta.url));

const data = process.env['ELEKTRA_WEB_DATA_DIR'] || dataDirectory();
const log = createLogger({ level: 'info', format: 'json' });
// In development the first argument is this program, as for Node.
const args = process.argv.slice(app.isPackaged ? 1 : 2);
const headless = headlessRequest(args);

// Electron becomes ready only when this module has been evaluated, so it waits for nothing itself.
if (headless.kind === 'window') start();
// Not before Electron is ready: until then it takes the signals for itself, which the command line closes by.
else void app.whenReady().then(async () => app.exit(await runHeadless(headless)));

/** What must be said before Electron is ready. */
function start(): void {
  // Chromium's own folder lies with the data: there is one application for each data directory.
  const own = join(data, 'window');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setPath('userData', own);
  sandboxProcesses({ app });
  registerAppScheme({ protocol });
  const links = receiveDeepLinks(app, args, log);
  let show = (): void => undefined;
  const isFirst = holdSingleInstance(app, (argv) => {
    show();
    links.receiveArguments(argv);
  });
  if (!isFirst) return app.quit();
  secureContents(app, { openOutside: createExternalLinks({ shell, log }), log });
  securePermissions(app);
  refuseCertificates(app, log);
  void app
    .whenReady()
    .then(() => open(links))
    .then((shown) => (show = shown), refuse);
}

/** @returns how to bring the window to the front */
async function open(links: DeepLinks): Promise<() => void> {
  const clock = createSystemClock();
  const closers = createClosers();
  const ending = createEnding({
    app,
    platform: process.platform,
    log,
    mayQuit: async () => true,
    close: () => closers.close(),
  });
  quitOnSignals(process, { quitNow: () => ending.quitNow(), exit: (code) => app.exit(code) }, log);
  const dialogs = troubleDialogs();
  watchFaults({ process, app, log, ask: () => dialogs.aboutFault(), restart: () => restart(ending) });

  const owner = `${userInfo().username}@${hostname()}`;
  const local = await openLocalFleet(
    {
      directory: join(data, 'clusterd'),
      product: PRODUCT,
      owner,
      open: true,
      secrets: { wanted: 'auto', keyFile: null, environmentKey: process.env['ELEKTRA_WEB_SECRETS_KEY'] },
    },
    log,
  );
  closers.add(() => local.close());
  const application = createApplication({
    version: PRODUCT.version,
    shell: {
      chooseFile: (what) => chooseFile(dialog, window, what, new Date(clock.now())),
      showFolder: async (folder) => void (await shell.openPath(folder)),
      reloadWindow: () => window.webContents.reload(),
      systemProxyFor: (url) => systemProxyFor(session.defaultSession, url),
      versions: [],
      hasTray: () => false,
      updates: {
        state: () => ({ state: 'unavailable', version: null, progress: null, problem: null }),
        onChange: () => undefined,
        check: async () => undefined,
        download: async () => undefined,
        install: () => undefined,
      },
    },
    fleet: () => local,
    log,
    clock,
    random: createSystemRandom(),
  });
  const commands = createPageCommands(application.command);

  const page = await openClientPage(RENDERER, '');
  secureWindowSession(session.defaultSession, log);
  serveApp(session.defaultSession, { files: createAppFiles(RENDERER), page });
  const window = await openWindow(closers);
  closeWindowAs(window, {
    isQuitting: ending.isQuitting,
    hides: () => process.platform === 'darwin',
    quit: ending.quit,
  });
  const { webContents } = window;
  recoverPage({ page: webContents, ask: dialogs.aboutPage, now: clock.now, log });
  serveIpc({
    ipcMain,
    dispatcher: application.transport.dispatcher,
    events: commands.listening(application.transport.events),
    callerOf: () => ({ id: 'desktop', name: owner, role: 'admin' }),
    isTrusted: createTrustedSender(() => (window.isDestroyed() ? null : webContents), log),
  });
  window.once('ready-to-show', () => {
    window.show();
    process.stdout.write('desktop ready\n');
  });
  links.onLink((address) => commands.command('open', address));
  app.on('activate', () => showWindow(window));
  // That it failed is told by did-fail-load, which asks what to do.
  await window.loadURL(`${APP_ORIGIN}${links.firstAddress()}`).catch(() => undefined);
  return () => showWindow(window);
}

/** Where it was left, not yet loaded. */
async function openWindow(closers: ReturnType<typeof createClosers>): Promise<BrowserWindow> {
  const file = join(configDirectory(), 'window-state.json');
  const state = await readWindowState(file, log);
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const bounds = placeWindow(
    state.bounds,
    [main, ...others].map(({ workArea }) => workArea),
  );
  const webPreferences = secureWebPreferences({ preload: PRELOAD, devTools: !app.isPackaged });
  const look = { title: NAME, icon: ICON, dark: nativeTheme.shouldUseDarkColors, webPreferences };
  const window = new BrowserWindow(mainWindowOptions(look, bounds));
  const kept = createWindowStateFile(file, log);
  closers.add(() => kept.flush());
  keepWindowState(window, state, kept);
  return window;
}

function troubleDialogs() {
  const showLogs = async (): Promise<void> => void (await shell.openPath(app.getPath('logs')));
  return createTroubleDialogs({ dialog, texts: shellTexts(app.getPreferredSystemLanguages()), showLogs });
}

function restart(ending: { quitNow(exitCode?: number): void }): void {
  app.relaunch();
  ending.quitNow();
}

/** The application cannot start: the sentence for a person, in a dialog and on standard error. */
async function refuse(error: unknown): Promise<void> {
  const isExpected = error instanceof Error && error.name === 'StartRefused';
  const sentence = error instanceof Error ? error.message : String(error);
  if (!isExpected) log.error({ err: error }, 'the application could not start');
  process.stderr.write(`elektra-web: ${sentence}\n`);
  await troubleDialogs().aboutRefusal(sentence);
  app.exit(1);
}
