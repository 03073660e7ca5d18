import { app, powerMonitor, session, type BrowserWindow } from 'electron';
import { serveApp, type ServedApp } from './app-protocol.ts';
import type { Ending } from './ending.ts';
import type { Log } from './log.ts';
import { closeWindowAs, whenPainted, type KeptState } from './main-window.ts';
import { openMainWindow } from './open-main-window.ts';
import { recoverPage, type RecoveryOptions } from './page-recovery.ts';
import { quitWithSystem } from './quit-with-system.ts';
import { createAppFiles } from './security/app-files.ts';
import { secureWindowSession } from './security/secure-session.ts';
import { secureWebPreferences } from './security/web-preferences.ts';

export interface OpenPageOptions {
  /** The built renderer, and its page. */
  readonly folder: string;
  readonly page: ServedApp['page'];
  readonly preload: string;
  readonly title: string;
  readonly icon: string;
  /** Where it is kept how the window was left. */
  readonly stateFile: string;
  readonly ending: Pick<Ending, 'isQuitting' | 'quit' | 'quitNow'>;
  /** Whether closing only hides the window, at this moment. */
  readonly hides: () => boolean;
  readonly askAboutPage: RecoveryOptions['ask'];
  readonly closers: { add(close: () => Promise<void>): void };
  readonly log: Log;
}

export interface OpenedPage {
  readonly window: BrowserWindow;
  readonly state: KeptState;
  /** When there is something to show. */
  readonly painted: Promise<void>;
}

/** The window with all that is its own, neither loaded nor shown. Needs nothing of clusterd, so that both open side by side. */
export async function openPage(options: OpenPageOptions): Promise<OpenedPage> {
  const { folder, page, preload, title, icon, ending, hides, log } = options;
  secureWindowSession(session.defaultSession, log);
  serveApp(session.defaultSession, { files: createAppFiles(folder), page });
  const webPreferences = secureWebPreferences({ preload, devTools: !app.isPackaged });
  const { window, state, file } = await openMainWindow(options.stateFile, { title, icon, webPreferences }, log);
  options.closers.add(() => file.flush());
  const { isQuitting, quit } = ending;
  closeWindowAs(window, { isQuitting, hides, quit });
  quitWithSystem({ platform: process.platform, powerMonitor, window, ending, log });
  recoverPage({ page: window.webContents, ask: options.askAboutPage, quit, now: () => Date.now(), log });
  const painted = new Promise<void>((resolve) => whenPainted(window, process.platform, resolve));
  return { window, state, painted };
}
