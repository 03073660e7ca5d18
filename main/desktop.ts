import { hostname, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, session, shell } from 'electron';
import { createLogger } from './platform/logger.ts';
import { createSystemClock } from './platform/system-clock.ts';
import { createSystemRandom } from './platform/system-random.ts';
import { APP_ORIGIN, registerAppScheme, serveApp } from './app/app-protocol.ts';
import { clusterdDirectory } from './cli/server-options.ts';
import { createApplication } from './desktop/application.ts';
import { openLocalFleet } from './desktop/local-fleet.ts';
import { PRODUCT } from './product.ts';
import { openClientPage } from './transport/http/client-page.ts';
import { serveIpc } from './transport/ipc-server.ts';

const RENDERER = fileURLToPath(new URL('../renderer/', import.meta.url));
const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url));

registerAppScheme();
app.enableSandbox();
// Electron becomes ready only when this module has been evaluated, so it waits for nothing itself.
void app.whenReady().then(open);

async function open(): Promise<void> {
  const log = createLogger({ level: 'info', format: 'json' });
  const owner = `${userInfo().username}@${hostname()}`;
  const local = await openLocalFleet(
    {
      directory: clusterdDirectory({}),
      product: PRODUCT,
      owner,
      open: true,
      secrets: { wanted: 'auto', keyFile: null, environmentKey: process.env.ELEKTRA_WEB_SECRETS_KEY },
    },
    log,
  );
  const application = createApplication({
    version: PRODUCT.version,
    shell: {
      chooseFile: async () => {
        const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile'] });
        return filePaths[0] ?? null;
      },
      showFolder: async (folder) => void (await shell.openPath(folder)),
      reloadWindow: () => window.webContents.reload(),
      systemProxyFor: async () => null,
      versions: [],
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
    clock: createSystemClock(),
    random: createSystemRandom(),
  });
  const page = await openClientPage(RENDERER, '');
  serveApp(session.defaultSession, {
    folder: RENDERER,
    page,
    policy: (nonce) =>
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; base-uri 'self'`,
  });
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    show: false,
    webPreferences: { preload: PRELOAD, contextIsolation: true, sandbox: true, nodeIntegration: false },
  });
  serveIpc({
    ipcMain,
    ...application.transport,
    callerOf: () => ({ id: 'desktop', name: owner, role: 'admin' }),
    isTrusted: (event) => event.senderFrame !== null && event.senderFrame.origin === APP_ORIGIN,
  });
  window.once('ready-to-show', () => {
    window.show();
    process.stdout.write('desktop ready\n');
  });
  await window.loadURL(`${APP_ORIGIN}/`);
}
