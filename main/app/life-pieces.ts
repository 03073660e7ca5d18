import { dialog, Menu, nativeTheme, Notification, Tray, type BrowserWindow } from 'electron';
import type { LifeOptions } from './application-life.ts';
import { showWindow } from './main-window.ts';

/** What Electron gives for the life of the application around this window. */
export function lifePieces(window: BrowserWindow): Pick<LifeOptions<Menu>, 'pieces' | 'window'> {
  return {
    pieces: {
      createTray: (image) => new Tray(image),
      buildMenu: (template) => Menu.buildFromTemplate(template),
      setMenu: (menu) => Menu.setApplicationMenu(menu),
      isDark: () => nativeTheme.shouldUseDarkColors,
      onColours: (listener) => nativeTheme.on('updated', listener),
      createNotification: (options) => new Notification(options),
      // A hidden window cannot show a question that belongs to it.
      ask: (options) => (window.isVisible() ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options)),
    },
    window: {
      show: () => showWindow(window),
      hide: () => window.hide(),
      isInFront: () => window.isFocused(),
    },
  };
}
