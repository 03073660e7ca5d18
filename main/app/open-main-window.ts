import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Log } from './log.ts';
import { keepWindowState, mainWindowOptions, type KeptState, type MainWindowLook } from './main-window.ts';
import { placeWindow } from './window-state.ts';
import { createWindowStateFile, readWindowState, type WindowStateFile } from './window-state-file.ts';

export interface OpenedWindow {
  readonly window: BrowserWindow;
  readonly state: KeptState;
  readonly file: WindowStateFile;
}

/** The window where it was left, neither shown nor loaded. Called when Electron is ready. */
export async function openMainWindow(
  path: string,
  look: Omit<MainWindowLook, 'dark'>,
  log: Log,
): Promise<OpenedWindow> {
  const was = await readWindowState(path, log);
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const areas = [main, ...others].map(({ workArea }) => workArea);
  const dark = nativeTheme.shouldUseDarkColors;
  const window = new BrowserWindow(mainWindowOptions({ ...look, dark }, placeWindow(was.bounds, areas)));
  const file = createWindowStateFile(path, log);
  return { window, state: keepWindowState(window, was, file), file };
}
