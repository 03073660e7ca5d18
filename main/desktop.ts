import { mkdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, ipcMain, protocol, session, shell, utilityProcess } from 'electron';
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
import { beginLife, type ApplicationLife } from './app/application-life.ts';
import { chooseFile } from './app/choose-file.ts';
import { openUpdates } from './app/desktop-updates.ts';
import { receiveDeepLinks, type DeepLinks } from './app/deep-links.ts';
import { createEnding } from './app/ending.ts';
import { watchFaults } from './app/faults.ts';
import type { Log } from './clusterd/ports.ts';
import { lifePieces } from './app/life-pieces.ts';
import { closeWindowAs, showWindow } from './app/main-window.ts';
import { openMainWindow } from './app/open-main-window.ts';
import { createPageCommands } from './app/page-commands.ts';
import { recoverPage } from './app/page-recovery.ts';
import { quitOnSignals } from './app/quit-on-signals.ts';
import { shellTexts } from './app/shell-texts.ts';
import { systemProxyFor } from './app/system-proxy.ts';
import { textsFor } from './app/texts/texts-for.ts';
import { hasTrayHost } from './app/tray-host.ts';
import { createTroubleDialogs } from './app/trouble-dialogs.ts';
import { startUtilityChild } from './app/utility-child.ts';
import { createClosers } from './closers.ts';
import { openApplication } from './desktop/application.ts';
import { applicationParts } from './desktop/application-parts.ts';
import { headlessRequest, runHeadless } from './desktop/headless.ts';
import { readLicences } from './desktop/licences.ts';
import { administratorsFile } from './desktop/preferences/administrators-file.ts';
import { openPreferences } from './desktop/preferences/preferences.ts';
import { startOptions, type StartOptions } from './desktop/start-options.ts';
import { openWayOut } from './desktop/way-out.ts';
import { openLogFile } from './platform/log-file.ts';
import { createLogger } from './platform/logger.ts';
import { configDirectory, dataDirectory, logDirectory } from './platform/paths.ts';
import { createSystemClock } from './platform/system-clock.ts';
import { createSystemRandom } from './platform/system-random.ts';
import { PRODUCT } from './product.ts';
import { openClientPage } from './transport/http/client-page.ts';
import { serveIpc } from './transport/ipc-server.ts';

const NAME = 'Elektra Web';
const RENDERER = fileURLToPath(new URL('../renderer/', import.meta.url));
const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));
const ICON = fileURLToPath(new URL('../../assets/icons/256x256.png', import.meta.url));
const TRAY_ICONS = fileURLToPath(new URL('../../assets/tray/', import.meta.url));
const LICENCES = join(RENDERER, 'licences.json');
const HOMEPAGE = 'https://www.libelektra.org';
const DOCUMENTS = 'https://github.com/ElektraInitiative/elektra-web/tree/main/docs';

// In development the first argument is this program, as for Node.
const args = process.argv.slice(app.isPackaged ? 1 : 2);
const headless = headlessRequest(args);

// Electron becomes ready only when this module has been evaluated, so it waits for nothing itself.
if (headless.kind === 'window') begin();
// Not before Electron is ready: until then it takes the signals for itself, which the command line closes by.
else void app.whenReady().then(async () => app.exit(await runHeadless(headless)));

interface Start {
  readonly options: StartOptions;
  /** Where everything is kept. */
  readonly data: string;
  readonly log: Log;
  readonly links: DeepLinks;
}

function begin(): void {
  try {
    prepare(startOptions(args));
  } catch (error) {
    const sentence = sentenceOf(error);
    process.stderr.write(`elektra-web: ${sentence}\n`);
    dialog.showErrorBox(NAME, sentence);
    app.exit(1);
  }
}

/** What must be said before Electron is ready. */
function prepare(options: StartOptions): void {
  const destination = openLogFile({ folder: logDirectory() });
  const log = createLogger({ level: options.logLevel, format: 'json', destination });
  const data = options.dataDir ?? dataDirectory();
  // Chromium's own folder lies with the data: there is one application for each data directory.
  const own = join(data, 'window');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  app.setPath('userData', own);
  // As the installer names it, or Windows shows no notification.
  if (process.platform === 'win32') app.setAppUserModelId('org.libelektra.elektra-web');
  app.setAboutPanelOptions({ applicationName: NAME, applicationVersion: PRODUCT.version, website: HOMEPAGE });
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
    .then(() => open({ options, data, log, links }))
    .then(
      (shown) => (show = shown),
      (error: unknown) => refuse(error, log),
    );
}

/** @returns how to bring the window to the front */
async function open({ options, data, log, links }: Start): Promise<() => void> {
  const clock = createSystemClock();
  let life: ApplicationLife | null = null;
  const trayHost = hasTrayHost(process.platform, { known: process.env['ELEKTRA_WEB_TRAY'] });
  const closers = createClosers();
  const ending = createEnding({
    app,
    platform: process.platform,
    log,
    mayQuit: async () => (await life?.mayQuit()) ?? true,
    close: () => closers.close(),
  });
  quitOnSignals(process, { quitNow: () => ending.quitNow(), exit: (code) => app.exit(code) }, log);
  const dialogs = troubleDialogs();
  watchFaults({ process, app, log, ask: () => dialogs.aboutFault(), restart: () => restart(ending) });

  const preferences = await openPreferences({
    file: join(configDirectory(), 'desktop.json'),
    administratorsFile: administratorsFile(
      process.platform,
      process.env,
      app.isPackaged ? undefined : process.env['ELEKTRA_WEB_ADMIN_PREFERENCES'],
    ),
    log,
    now: clock.now,
  });
  const systemProxy = (url: string): Promise<string | null> => systemProxyFor(session.defaultSession, url);
  const wayOut = await openWayOut({ preferences, systemProxyFor: systemProxy, clock, log });
  const updates = openUpdates({ app, preferences, clock, beforeInstall: () => ending.skipQuestion(), log });

  const owner = `${userInfo().username}@${hostname()}`;
  const hasTray = await trayHost;
  const startChild = startUtilityChild(utilityProcess);
  const application = await openApplication({
    ...(await applicationParts({ options, data, owner, startChild, log })),
    version: PRODUCT.version,
    shell: {
      chooseFile: (what) => chooseFile(dialog, window, what, new Date(clock.now())),
      showFolder: async (folder) => void (await shell.openPath(folder)),
      reloadWindow: () => window.webContents.reload(),
      systemProxyFor: systemProxy,
      versions: versionsBelow(),
      hasTray: () => hasTray,
      updates,
    },
    preferences,
    wayOut,
    licences: () => readLicences(LICENCES),
    logFolder: logDirectory(),
    log,
    clock,
    random: createSystemRandom(),
  });
  closers.add(() => application.close());
  const commands = createPageCommands(application.command);

  const page = await openClientPage(RENDERER, '');
  secureWindowSession(session.defaultSession, log);
  serveApp(session.defaultSession, { files: createAppFiles(RENDERER), page });
  const webPreferences = secureWebPreferences({ preload: PRELOAD, devTools: !app.isPackaged });
  const stateFile = join(configDirectory(), 'window-state.json');
  const { window, kept } = await openMainWindow(stateFile, { title: NAME, icon: ICON, webPreferences }, log);
  closers.add(() => kept.flush());
  closeWindowAs(window, {
    isQuitting: ending.isQuitting,
    hides: () => life?.hides() === true,
    quit: ending.quit,
  });
  const { webContents } = window;
  life = beginLife({
    application,
    ...lifePieces(window),
    platform: process.platform,
    isDevelopment: !app.isPackaged,
    texts: textsFor(app.getPreferredSystemLanguages()),
    icons: TRAY_ICONS,
    command: commands.command,
    quit: ending.quit,
    showLogs: () => void shell.openPath(logDirectory()),
    openDocumentation: () => createExternalLinks({ shell, log })(DOCUMENTS),
    checkForUpdate: () => void updates.check(),
  });
  closers.add(life.end);
  recoverPage({ page: webContents, ask: dialogs.aboutPage, quit: ending.quit, now: clock.now, log });
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

function troubleDialogs() {
  const showLogs = async (): Promise<void> => void (await shell.openPath(logDirectory()));
  return createTroubleDialogs({ dialog, texts: shellTexts(app.getPreferredSystemLanguages()), showLogs });
}

/** What the application is made on, for its about box. */
function versionsBelow() {
  const { electron = '', chrome = '', node, v8 } = process.versions;
  const named = { Electron: electron, Chromium: chrome, 'Node.js': node, V8: v8 };
  return Object.entries(named).map(([name, version]) => ({ name, version }));
}

function restart(ending: { quitNow(exitCode?: number): void }): void {
  app.relaunch();
  ending.quitNow();
}

/** The application cannot start: the sentence for a person, in a dialog and on standard error. */
async function refuse(error: unknown, log: Log): Promise<void> {
  const isExpected = error instanceof Error && error.name === 'StartRefused';
  if (!isExpected) log.error({ err: error }, 'the application could not start');
  const sentence = sentenceOf(error);
  process.stderr.write(`elektra-web: ${sentence}\n`);
  await troubleDialogs().aboutRefusal(sentence);
  app.exit(1);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
