import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Log } from './log.ts';
import { keepWindowState, mainWindowOptions, type MainWindowLook } from './main-window.ts';
import { placeWindow } from './window-state.ts';
import { createWindowStateFile, readWindowState, type WindowStateFile } from './window-state-file.ts';

export interface OpenedWindow {
  readonly window: BrowserWindow;
  readonly kept: WindowStateFile;
}

/** The window where it was left, neither shown nor loaded. Called when Electron is ready. */
export async function openMainWindow(
  file: string,
  look: Omit<MainWindowLook, 'dark'>,
  log: Log,
): Promise<OpenedWindow> {
  const state = await readWindowState(file, log);
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const areas = [main, ...others].map(({ workArea }) => workArea);
  const dark = nativeTheme.shouldUseDarkColors;
  const window = new BrowserWindow(mainWindowOptions({ ...look, dark }, placeWindow(state.bounds, areas)));
  const kept = createWindowStateFile(file, log);
  keepWindowState(window, state, kept);
  return { window, kept };
}
