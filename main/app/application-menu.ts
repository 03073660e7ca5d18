import type { MenuItemConstructorOptions } from 'electron';
import type { PageCommand } from '#shared/desktop/events.ts';
import type { Texts } from './texts/texts-for.ts';
import type { ZoomChange } from './zoom.ts';

/** What of the application the menu depends on. */
export interface MenuState {
  /** Whether the window shows a remote clusterd. */
  readonly isRemote: boolean;
  readonly isMoving: boolean;
  /** Whether newer versions can be looked for. */
  readonly hasUpdates: boolean;
}

export interface MenuActs {
  /** Brings the window to the front, and asks its page. */
  command(command: PageCommand): void;
  showLogs(): void;
  openDocumentation(): void;
  checkForUpdate(): void;
  zoom(change: ZoomChange): void;
}

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly isDevelopment: boolean;
  readonly texts: Texts['menu'];
  readonly acts: MenuActs;
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/**
 * By the conventions of each system: an application menu and Command on macOS, F11 and Control elsewhere. What the page does for a key of its own is only
 * shown with it where the system lets it be (`registerAccelerator`).
 */
export function applicationMenu(
  { platform, isDevelopment, texts, acts }: MenuOptions,
  state: MenuState,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const act = (label: string, command: PageCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    id: command,
    click: () => acts.command(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const zoom = (label: string, change: ZoomChange, accelerator: string): MenuItemConstructorOptions => ({
    ...{ label, accelerator },
    click: () => acts.zoom(change),
  });
  const preferences = act(texts.preferences, 'preferences', 'CommandOrControl+,');
  const about: MenuItemConstructorOptions[] = [
    act(texts.about, 'about'),
    { label: texts.checkForUpdate, enabled: state.hasUpdates, click: () => acts.checkForUpdate() },
  ];
  const only = <T>(isSo: boolean, items: readonly T[]): readonly T[] => (isSo ? items : []);

  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    label: 'Elektra Web',
    submenu: [
      ...about,
      SEPARATOR,
      preferences,
      SEPARATOR,
      { role: 'services', label: texts.services },
      SEPARATOR,
      { role: 'hide', label: texts.hide },
      { role: 'hideOthers', label: texts.hideOthers },
      { role: 'unhide', label: texts.showAll },
      SEPARATOR,
      { role: 'quit', label: texts.quit },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: texts.file,
    submenu: [
      act(texts.newInstance, 'new-instance', 'CommandOrControl+N'),
      act(texts.newCluster, 'new-cluster', 'CommandOrControl+Shift+N'),
      SEPARATOR,
      state.isRemote
        ? act(texts.useLocal, 'use-local')
        : { ...act(texts.moveToServer, 'move-to-server'), enabled: !state.isMoving },
      act(texts.useRemote, 'use-remote'),
      ...only(!isMac, [SEPARATOR, preferences, SEPARATOR, { role: 'quit', label: texts.quit } as const]),
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      SEPARATOR,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
      SEPARATOR,
      { ...act(texts.search, 'search', 'CommandOrControl+K'), registerAccelerator: false },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: texts.view,
    submenu: [
      zoom(texts.zoomIn, 'in', 'CommandOrControl+Plus'),
      // On most keyboards plus is the same key with Shift.
      { ...zoom(texts.zoomIn, 'in', 'CommandOrControl+='), visible: false },
      zoom(texts.zoomOut, 'out', 'CommandOrControl+-'),
      zoom(texts.zoomReset, 'reset', 'CommandOrControl+0'),
      SEPARATOR,
      { role: 'togglefullscreen', label: texts.fullScreen },
      ...only(isDevelopment, [
        SEPARATOR,
        { role: 'reload', label: texts.reload } as const,
        { role: 'toggleDevTools', label: texts.developerTools } as const,
      ]),
    ],
  };
  const window: MenuItemConstructorOptions = {
    role: 'windowMenu',
    label: texts.window,
    submenu: [
      { role: 'minimize', label: texts.minimise },
      ...only(isMac, [{ role: 'zoom', label: texts.zoomWindow } as const]),
      { role: 'close', label: texts.close },
      ...only(isMac, [SEPARATOR, { role: 'front', label: texts.front } as const]),
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: texts.help,
    submenu: [
      { label: texts.documentation, accelerator: 'F1', click: () => acts.openDocumentation() },
      act(texts.shortcuts, 'shortcuts'),
      SEPARATOR,
      { label: texts.showLogs, click: () => acts.showLogs() },
      ...only(!isMac, [SEPARATOR, ...about]),
    ],
  };
  return [...only(isMac, [application]), file, edit, view, window, help];
}

/** The menu is built anew when what it depends on, or its language, is another. */
export function keepApplicationMenu<Built>(
  menu: {
    buildFromTemplate(template: MenuItemConstructorOptions[]): Built;
    setApplicationMenu(menu: Built | null): void;
  },
  options: Omit<MenuOptions, 'texts'>,
): (state: MenuState, texts: MenuOptions['texts']) => void {
  let shown = '';
  return (state, texts) => {
    const wanted = JSON.stringify([state, texts]);
    if (shown === wanted) return;
    shown = wanted;
    menu.setApplicationMenu(menu.buildFromTemplate(applicationMenu({ ...options, texts }, state)));
  };
}
