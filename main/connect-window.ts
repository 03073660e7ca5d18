import { fileURLToPath } from 'node:url';
import { app, shell, type BrowserWindow } from 'electron';
import { createExternalLinks } from './app/security/external-links.ts';
import { createTrustedSender } from './app/security/trusted-sender.ts';
import { beginLife, type ApplicationLife } from './app/application-life.ts';
import type { DeepLinks } from './app/deep-links.ts';
import type { Ending } from './app/ending.ts';
import { lifePieces } from './app/life-pieces.ts';
import { showWindow } from './app/main-window.ts';
import type { OpenedPage } from './app/open-page.ts';
import { createPageCommands, type PageCommands } from './app/page-commands.ts';
import { textsFor } from './app/texts/texts-for.ts';
import type { Updates } from './app/updates.ts';
import { createZoom } from './app/zoom.ts';
import type { Log } from './clusterd/ports.ts';
import type { Application } from './desktop/application.ts';
import { serveIpc } from './transport/ipc-server.ts';

const TRAY_ICONS = fileURLToPath(new URL('../../assets/tray/', import.meta.url));
const DOCUMENTS = 'https://github.com/ElektraInitiative/elektra-web/tree/main/docs';

export interface WindowConnection {
  readonly application: Application;
  readonly page: OpenedPage;
  /** What the page asks. */
  readonly calls: Parameters<typeof serveIpc>[0]['ipcMain'];
  /** Whose acts in the window are. */
  readonly owner: string;
  readonly updates: Updates;
  readonly ending: Ending;
  readonly links: DeepLinks;
  /** The one at which the page was loaded. */
  readonly firstAddress: string;
  readonly showLogs: () => void;
  readonly log: Log;
}

/** The window and clusterd, both of them open, made one: the page is answered, and menu, tray, notifications and links begin. */
export function connectWindow(connection: WindowConnection): ApplicationLife {
  const { application, page, ending, links } = connection;
  const { window, state, painted } = page;
  const commands = createPageCommands(application.command);
  const life = beginWindowLife(connection, commands);
  answerPage(connection, window, commands);
  void painted.then(() => {
    if (ending.isQuitting()) return;
    state.reveal();
    process.stdout.write('desktop ready\n');
  });
  links.onLink((address) => commands.command('open', address));
  // It came while clusterd was opened.
  if (links.firstAddress() !== connection.firstAddress) commands.command('open', links.firstAddress());
  app.on('activate', () => showWindow(window));
  return life;
}

function beginWindowLife(
  { application, page: { window, state }, updates, ending, showLogs, log }: WindowConnection,
  commands: PageCommands,
): ApplicationLife {
  return beginLife({
    application,
    ...lifePieces(window),
    platform: process.platform,
    isDevelopment: !app.isPackaged,
    texts: (language) => textsFor(language === null ? app.getPreferredSystemLanguages() : [language]),
    icons: TRAY_ICONS,
    command: commands.command,
    quit: ending.quit,
    showLogs,
    openDocumentation: () => createExternalLinks({ shell, log })(DOCUMENTS),
    checkForUpdate: () => void updates.check(),
    zoom: createZoom(window.webContents, state.keep),
  });
}

/** The page of the window, and nobody else. */
function answerPage(
  { application, calls, owner, log }: WindowConnection,
  window: BrowserWindow,
  commands: PageCommands,
) {
  const { webContents } = window;
  serveIpc({
    ipcMain: calls,
    dispatcher: application.transport.dispatcher,
    events: commands.listening(application.transport.events),
    callerOf: () => ({ id: 'desktop', name: owner, role: 'admin' }),
    isTrusted: createTrustedSender(() => (window.isDestroyed() ? null : webContents), log),
  });
}
