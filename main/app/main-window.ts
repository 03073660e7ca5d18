import type { BrowserWindowConstructorOptions, Event, Rectangle, WebPreferences } from 'electron';
import { SMALLEST, type WindowState } from './window-state.ts';
import type { WindowStateFile } from './window-state-file.ts';

/** What the page is filled with before it has painted anything: its own colours, see renderer/styles/tokens.css. */
const PAGE_COLOURS = { light: '#ffffff', dark: '#1a1d22' } as const;

export interface MainWindowLook {
  readonly title: string;
  readonly icon: string;
  readonly dark: boolean;
  readonly webPreferences: WebPreferences;
}

/** Not shown before it has something to show. */
export function mainWindowOptions(look: MainWindowLook, bounds: Rectangle): BrowserWindowConstructorOptions {
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

type Changing =
  'resize' | 'move' | 'maximize' | 'unmaximize' | 'enter-full-screen' | 'leave-full-screen' | 'blur' | 'hide' | 'close';
const CHANGING: readonly Changing[] = [
  'resize',
  'move',
  'maximize',
  'unmaximize',
  'enter-full-screen',
  'leave-full-screen',
  'blur',
  'hide',
  'close',
];

export interface KeptWindow {
  on(event: Changing, listener: () => void): unknown;
  show(): void;
  maximize(): void;
  setFullScreen(on: boolean): void;
  isDestroyed(): boolean;
  isMinimized(): boolean;
  isMaximized(): boolean;
  isFullScreen(): boolean;
  getNormalBounds(): Rectangle;
  readonly webContents: {
    once(event: 'did-finish-load', listener: () => void): unknown;
    getZoomLevel(): number;
    setZoomLevel(level: number): void;
  };
}

export interface KeptState {
  /** Shows the window as it was left; from then on what becomes of it is kept. */
  reveal(): void;
  /** What it is now, which nothing else tells of: its zoom. */
  keep(): void;
}

export function keepWindowState(window: KeptWindow, was: WindowState, file: Pick<WindowStateFile, 'keep'>): KeptState {
  const { webContents } = window;
  let isRevealed = false;
  let isLoaded = false;
  // The page does not take a zoom before it is there; when it is loaded anew Chromium knows the zoom.
  webContents.once('did-finish-load', () => {
    webContents.setZoomLevel(was.zoomLevel);
    isLoaded = true;
  });

  function keep(): void {
    if (!isRevealed || window.isDestroyed() || window.isMinimized()) return;
    file.keep({
      bounds: window.getNormalBounds(),
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      zoomLevel: isLoaded ? webContents.getZoomLevel() : was.zoomLevel,
    });
  }

  for (const event of CHANGING) window.on(event, keep);
  return {
    keep,
    reveal() {
      if (isRevealed || window.isDestroyed()) return;
      // Not sooner: filling the screen shows it, and before it fills the screen what it is must not be kept.
      if (was.maximised) window.maximize();
      window.show();
      if (was.fullScreen) window.setFullScreen(true);
      isRevealed = true;
    },
  };
}

interface Appearing {
  once(event: 'ready-to-show', listener: () => void): unknown;
  readonly webContents: { once(event: 'did-finish-load', listener: () => void): unknown };
}

/** Reveals when there is something to show. Under Wayland a window that was never shown may never say so: https://github.com/electron/electron/issues/48859 */
export function whenPainted(window: Appearing, platform: NodeJS.Platform, reveal: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    reveal();
  };
  window.once('ready-to-show', once);
  if (platform === 'linux') window.webContents.once('did-finish-load', once);
}

export interface ClosingWindow {
  on(event: 'close', listener: (event: Event) => void): unknown;
  once(event: 'leave-full-screen', listener: () => void): unknown;
  isFullScreen(): boolean;
  setFullScreen(on: boolean): void;
  hide(): void;
  readonly webContents: { on(event: 'will-prevent-unload', listener: (event: Event) => void): unknown };
}

interface Closing {
  isQuitting(): boolean;
  /** Whether the application goes on without its window: in the tray, or as macOS does it. */
  hides(): boolean;
  quit(): void;
}

/** Closing the window is quitting, and asks like it while the window is still there, or only hides it. */
export function closeWindowAs(window: ClosingWindow, { isQuitting, hides, quit }: Closing): void {
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

interface ShownWindow {
  isDestroyed(): boolean;
  isMinimized(): boolean;
  restore(): void;
  show(): void;
  focus(): void;
}

/** Brings it to the front, wherever it is, unless it is closed for good. */
export function showWindow(window: ShownWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
