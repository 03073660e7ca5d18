/** All that `import … from 'electron'` gives in a main process that runs on the stand-in. */
export { app, becomeReady } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { Menu, MenuItem, Tray } from './menu.ts';
export { parent } from './parent.ts';
export { protocol, session } from './session.ts';
export {
  clipboard,
  crashReporter,
  dialog,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  safeStorage,
  screen,
  shell,
  systemPreferences,
} from './system.ts';
export { utilityProcess } from './utility-process.ts';
