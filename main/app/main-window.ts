import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { SMALLEST, type WindowState } from './window-state.ts';
import type { WindowStateFile } from './window-state-file.ts';

/** What the page is filled with before it has painted anything: its own colours, see renderer/styles/tokens.css. */
const PAGE_COLOURS = { light: '#ffffff', dark: '#1a1d22' } as const;

export interface MainWindowLook {
  readonly title: string;
  readonly icon: string;
  readonly dark: boolean;
  readonly webPreferences: NonNullable<BrowserWindowConstructorOptions['webPreferences']>;
}

/** Not shown before it has something to show. */
export function mainWindowOptions(look: MainWindowLook, bounds: Electron.Rectangle): BrowserWindowConstructorOptions {
  const { title, icon, dark, webPreferences } = look;
  return {
    ...bounds,
    minWidth: Math.min(SMALLEST.width, bounds.width),
    minHeight: Math.min(SMALLEST.height, bounds.height),
    show: false,
    title,
    icon,
    backgroundColor: dark ? PAGE_COLOURS.dark : PAGE_COLOURS.light,
    webPreferences,
  };
}

/** As it was left, and from now on what becomes of it is kept. */
export function keepWindowState(
  window: BrowserWindow,
  { maximised, fullScreen, zoomLevel }: WindowState,
  file: WindowStateFile,
) {
  const { webContents } = window;
  if (maximised) window.maximize();
  if (fullScreen) window.setFullScreen(true);
  let zoom = zoomLevel;
  // The page does not take a zoom before it is there, and Chromium's own memory of it is of no certain age.
  webContents.on('did-finish-load', () => webContents.setZoomLevel(zoom));

  function keep(): void {
    if (window.isDestroyed() || window.isMinimized()) return;
    zoom = webContents.getZoomLevel();
    file.keep({
      bounds: window.getNormalBounds(),
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      zoomLevel: zoom,
    });
  }

  window.on('resize', keep);
  window.on('move', keep);
  window.on('maximize', keep);
  window.on('unmaximize', keep);
  window.on('enter-full-screen', keep);
  window.on('leave-full-screen', keep);
  window.on('blur', keep);
  window.on('close', keep);
}

interface Closing {
  isQuitting(): boolean;
  /** Whether the application goes on without its window: in the tray, or as macOS does it. */
  hides(): boolean;
  quit(): void;
}

/** Closing the window is quitting, and asks like it while the window is still there, or only hides it. */
export function closeWindowAs(window: BrowserWindow, { isQuitting, hides, quit }: Closing): void {
  window.on('close', (event) => {
    if (isQuitting()) return;
    event.preventDefault();
    if (!hides()) return quit();
    if (!window.isFullScreen()) return window.hide();
    // A hidden window would leave its black screen behind on macOS.
    window.once('leave-full-screen', () => window.hide());
    window.setFullScreen(false);
  });
  // What is not saved is kept over the end; a page must not be able to keep the application from it.
  window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
}

/** Brings it to the front, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
