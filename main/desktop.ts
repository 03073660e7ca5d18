import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, ipcMain, protocol, session, shell, utilityProcess } from 'electron';
import { INVOKE_CHANNEL } from '#shared/bridge.ts';
import { APP_ID, APP_NAME } from './app/app-id.ts';
import { APP_ORIGIN, registerAppScheme } from './app/security/app-scheme.ts';
import { createExternalLinks } from './app/security/external-links.ts';
import { sandboxProcesses } from './app/security/process-sandbox.ts';
import { refuseCertificates } from './app/security/refuse-certificates.ts';
import { secureContents } from './app/security/secure-contents.ts';
import { securePermissions } from './app/security/secure-session.ts';
import { holdSingleInstance } from './app/security/single-instance.ts';
import type { ApplicationLife } from './app/application-life.ts';
import { chooseFile } from './app/choose-file.ts';
import { openUpdates } from './app/desktop-updates.ts';
import { receiveDeepLinks, type DeepLinks } from './app/deep-links.ts';
import { createEnding, type Ending } from './app/ending.ts';
import { failAtOnce, ignoreLostOutput, watchFaults } from './app/faults.ts';
import { removeLeftLock } from './app/left-lock.ts';
import { showWindow } from './app/main-window.ts';
import { openPage } from './app/open-page.ts';
import { quitOnSignals } from './app/quit-on-signals.ts';
import { shellTexts } from './app/shell-texts.ts';
import { startAnew } from './app/start-anew.ts';
import { systemProxyFor } from './app/system-proxy.ts';
import { hasTrayHost } from './app/tray-host.ts';
import { createTroubleDialogs } from './app/trouble-dialogs.ts';
import { startUtilityChild } from './app/utility-child.ts';
import { waitingCalls } from './app/waiting-calls.ts';
import { createClosers, type Closers } from './closers.ts';
import type { Clock, Log } from './clusterd/ports.ts';
import { connectWindow } from './connect-window.ts';
import { headlessRequest, ownArguments, runHeadless } from './desktop/headless.ts';
import { readLicences } from './desktop/licences.ts';
import { loadApplication } from './desktop/load-application.ts';
import { placesOf, type Places } from './desktop/places.ts';
import { administratorsFile } from './desktop/preferences/administrators-file.ts';
import { openPreferences } from './desktop/preferences/preferences.ts';
import { startOptions, type StartOptions } from './desktop/start-options.ts';
import { vouchedAt } from './desktop/vouched-at.ts';
import { openWayOut } from './desktop/way-out.ts';
import { openLogFile } from './platform/log-file.ts';
import { createLogger } from './platform/logger.ts';
import { makeDirectorySync } from './platform/paths.ts';
import { createSystemClock } from './platform/system-clock.ts';
import { createSystemRandom } from './platform/system-random.ts';
import { PRODUCT } from './product.ts';
import { openClientPage } from './transport/http/client-page.ts';

const MAIN = fileURLToPath(new URL('./', import.meta.url));
const RENDERER = fileURLToPath(new URL('../renderer/', import.meta.url));
const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));
const ICON = fileURLToPath(new URL('../../assets/icons/256x256.png', import.meta.url));
/** Of what the programs hold, of what lies beside them, and of what the page holds. */
const LICENCES = [
  ...['licences.json', 'licences-beside.json'].map((name) => join(MAIN, name)),
  join(RENDERER, 'licences.json'),
];
const HOMEPAGE = 'https://www.libelektra.org';

const args = ownArguments(process.argv, app.isPackaged);
const headless = headlessRequest(args, { platform: process.platform, environment: process.env });
const startChild = startUtilityChild(utilityProcess);

// Electron becomes ready only when this module has been evaluated, so it waits for nothing itself.
if (headless.kind === 'window') begin();
// There may be nothing on which Electron could become ready.
else if (headless.kind === 'refused') void runHeadless(headless).then((code) => app.exit(code));
// Not before Electron is ready: until then it takes the signals for itself, which the command line closes by.
else void app.whenReady().then(runCommand);

async function runCommand(): Promise<void> {
  failAtOnce(process, (code) => app.exit(code));
  app.dock?.hide();
  if (headless.kind !== 'window') app.exit(await runHeadless(headless, startChild));
}

interface Start {
  readonly options: StartOptions;
  readonly places: Places;
  readonly log: Log;
  readonly links: DeepLinks;
  readonly ending: Ending;
  /** What is closed in the end, also when the start fails. */
  readonly closers: Closers;
  readonly life: { begun: ApplicationLife | null };
}

function begin(): void {
  ignoreLostOutput(process);
  try {
    const options = startOptions(args);
    prepare(options, placesOf(options.dataDir));
  } catch (error) {
    // Before Electron is ready it shows nothing on Linux.
    void app.whenReady().then(async () => {
      await refuse(error, null);
      app.exit(1);
    });
  }
}

/** What must be said before Electron is ready. */
function prepare(options: StartOptions, places: Places): void {
  const destination = openLogFile({ folder: places.logs });
  const log = createLogger({ level: options.logLevel, format: 'json', destination });
  // Chromium's own folder lies with the data: there is one application for each data directory.
  const own = join(places.data, 'window');
  makeDirectorySync(own);
  app.setPath('userData', own);
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
  app.setAboutPanelOptions({ applicationName: APP_NAME, applicationVersion: PRODUCT.version, website: HOMEPAGE });
  sandboxProcesses({ app });
  registerAppScheme({ protocol });
  const links = receiveDeepLinks(app, args, log);
  let show = (): void => undefined;
  function startedAgain(argv: readonly string[]): void {
    // Whoever starts it while it ends wants it to be there.
    if (ending.isQuitting()) return ending.restart(links.linkAmong(argv));
    show();
    links.receiveArguments(argv);
  }
  if (!holdSingleInstance(app, startedAgain, () => removeLeftLock(own))) return app.quit();
  secureContents(app, { openOutside: createExternalLinks({ shell, log }), log });
  securePermissions(app);
  refuseCertificates(app, log);
  const closers = createClosers();
  const life: Start['life'] = { begun: null };
  const appImage = app.isPackaged ? process.env['APPIMAGE'] : undefined;
  const ending = createEnding({
    app,
    platform: process.platform,
    log,
    mayQuit: async () => (await life.begun?.mayQuit()) ?? true,
    async close() {
      // A start that goes on meanwhile ends by itself, and then everything that it has opened is known.
      await opened.catch(() => undefined);
      await closers.close();
    },
    startAnew: (link) => startAnew({ app, argv: process.argv, appImage, log }, link),
  });
  const opened = app.whenReady().then(() => open({ options, places, log, links, ending, closers, life }));
  opened.then(
    (shown) => (show = shown),
    async (error: unknown) => {
      await refuse(error, log, ending.isQuitting());
      ending.quitNow(1);
    },
  );
}

/** @returns how to bring the window to the front */
async function open(start: Start): Promise<() => void> {
  const { options, places, log, links, ending, closers, life } = start;
  const nothing = (): void => undefined;
  const clock = createSystemClock();
  const trayHost = hasTrayHost(process.platform, { known: process.env['ELEKTRA_WEB_TRAY'] });
  quitOnSignals(process, { quitNow: () => ending.quitNow(), exit: (code) => app.exit(code) }, log);
  const dialogs = troubleDialogs(places.logs, log);
  watchFaults({ process, app, log, ask: () => dialogs.aboutFault(), restart: () => ending.restart() });

  // First, so that the page is loaded while clusterd is opened; what it asks meanwhile waits.
  const calls = waitingCalls(ipcMain, INVOKE_CHANNEL);
  const page = await openPage({
    folder: RENDERER,
    page: await openClientPage(RENDERER, ''),
    preload: PRELOAD,
    title: APP_NAME,
    icon: ICON,
    stateFile: join(places.config, 'window-state.json'),
    ending,
    hides: () => life.begun?.hides() === true,
    askAboutPage: dialogs.aboutPage,
    closers,
    log,
  });
  if (ending.isQuitting()) return nothing;
  const { window } = page;
  const firstAddress = links.firstAddress();
  // That it failed is told by did-fail-load, which asks what to do.
  const loaded = window.loadURL(`${APP_ORIGIN}${firstAddress}`).catch(() => undefined);

  const opening = loadApplication();
  const { preferences, wayOut, updates } = await openChoices(start, clock);
  const owner = `${userInfo().username}@${hostname()}`;
  const hasTray = await trayHost;
  if (ending.isQuitting()) return nothing;
  const { openApplication, applicationParts } = await opening;
  const application = await openApplication({
    ...(await applicationParts({ options, data: places.data, owner, startChild, log })),
    version: PRODUCT.version,
    shell: {
      chooseFile: (what) => chooseFile(dialog, window, what, new Date(clock.now())),
      showFolder: (folder) => showFolder(folder, log),
      reloadWindow: () => window.webContents.reload(),
      systemProxyFor: systemProxy,
      versions: versionsBelow(),
      hasTray: () => hasTray,
      updates,
    },
    preferences,
    wayOut,
    licences: () => readLicences(LICENCES),
    logFolder: places.logs,
    log,
    clock,
    random: createSystemRandom(),
  });
  closers.add(() => application.close());
  if (ending.isQuitting()) return nothing;
  life.begun = connectWindow({
    ...{ application, page, calls, owner, updates, ending, links, firstAddress, log },
    showLogs: () => void showFolder(places.logs, log),
  });
  closers.add(life.begun.end);
  await loaded;
  return () => showWindow(window);
}

/** What the person and the administrator have chosen, and what follows it. */
async function openChoices({ places, ending, log }: Start, clock: Clock) {
  const preferences = await openPreferences({
    file: join(places.config, 'desktop.json'),
    administratorsFile: administratorsFile(
      process.platform,
      process.env,
      app.isPackaged ? undefined : process.env['ELEKTRA_WEB_ADMIN_PREFERENCES'],
    ),
    log,
    now: clock.now,
  });
  const wayOut = await openWayOut({ preferences, systemProxyFor: systemProxy, clock, log });
  const updates = openUpdates({
    ...{ app, preferences, clock, log },
    way: {
      signInAt: (proxy) => wayOut.signIns.find(proxy),
      onSignInChange: (listener) => wayOut.signIns.onChange(listener),
      vouchedAt: (host) => vouchedAt(host, wayOut),
    },
    beforeInstall: () => ending.skipQuestion(),
  });
  return { preferences, wayOut, updates };
}

function systemProxy(url: string): Promise<string | null> {
  return systemProxyFor(session.defaultSession, url);
}

function troubleDialogs(logs: string, log: Log | null) {
  const showLogs = (): Promise<void> => showFolder(logs, log);
  return createTroubleDialogs({ dialog, texts: shellTexts(app.getPreferredSystemLanguages()), showLogs });
}

async function showFolder(folder: string, log: Log | null): Promise<void> {
  const problem = await shell.openPath(folder);
  if (problem !== '') log?.warn({ folder, problem }, 'the system does not show the folder');
}

/** What the application is made on, for its about box. */
function versionsBelow() {
  const { electron = '', chrome = '', node, v8 } = process.versions;
  const named = { Electron: electron, Chromium: chrome, 'Node.js': node, V8: v8 };
  return Object.entries(named).map(([name, version]) => ({ name, version }));
}

/** The application cannot start: the sentence for a person, on standard error and, unless it ends already, in a dialog. */
async function refuse(error: unknown, log: Log | null, isEnding = false): Promise<void> {
  const isExpected = error instanceof Error && error.name === 'StartRefused';
  if (!isExpected) log?.error({ err: error }, 'the application could not start');
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(`elektra-web: ${sentence}\n`);
  if (!isEnding) await troubleDialogs('', log).aboutRefusal(sentence);
}
