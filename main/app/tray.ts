import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts/texts-for.ts';
import type { TrayMood, TrayView } from './tray-view.ts';

/** What is used of Electron's `Tray`. */
interface SystemTray<Menu> {
  setImage(image: string): void;
  setToolTip(text: string): void;
  setContextMenu(menu: Menu): void;
  on(event: 'click', listener: () => void): unknown;
  destroy(): void;
}

/** What the tray is made of. */
export interface TrayPieces<Menu> {
  createTray(image: string): SystemTray<Menu>;
  buildMenu(template: MenuItemConstructorOptions[]): Menu;
  /** Whether the system's own colours are dark; asked each time the icon is shown. */
  isDark(): boolean;
}

export interface TrayOptions {
  readonly platform: NodeJS.Platform;
  /** The folder of the icons. */
  readonly icons: string;
  /** In the language of the moment. */
  readonly texts: () => Texts['tray'];
  readonly acts: { open(): void; remoteAccess(): void; preferences(): void; quit(): void };
}

export interface ShownTray {
  /** Asks nothing of the system that it shows already. */
  show(view: TrayView): void;
  remove(): void;
}

export function showTray<Menu>(
  pieces: TrayPieces<Menu>,
  { platform, icons, texts, acts }: TrayOptions,
  first: TrayView,
): ShownTray {
  const imageOf = (mood: TrayMood): string => join(icons, trayIcon(mood, platform, pieces.isDark()));
  const tray = pieces.createTray(imageOf(first.mood));
  // On macOS a click shows the menu; on Linux it depends on the desktop whether there is one.
  if (platform !== 'darwin') tray.on('click', () => acts.open());
  let image = imageOf(first.mood);
  let shown = '';

  function show(view: TrayView): void {
    const wanted = imageOf(view.mood);
    if (wanted !== image) tray.setImage(wanted);
    image = wanted;
    const text = JSON.stringify([view.tooltip, view.lines, view.access, texts()]);
    if (text === shown) return;
    shown = text;
    tray.setToolTip(view.tooltip);
    tray.setContextMenu(pieces.buildMenu(trayMenu(view, texts(), acts)));
  }

  show(first);
  return { show, remove: () => tray.destroy() };
}

/** macOS colours a template by itself. `light` and `dark` are the panels that the others are for. */
export function trayIcon(mood: TrayMood, platform: NodeJS.Platform, isDark: boolean): string {
  if (platform === 'darwin') return `${mood}Template.png`;
  return `${mood}-${isDark ? 'dark' : 'light'}.png`;
}

export function trayMenu(
  { lines, access }: Pick<TrayView, 'lines' | 'access'>,
  texts: Texts['tray'],
  acts: TrayOptions['acts'],
): MenuItemConstructorOptions[] {
  // An ampersand would underline what follows it.
  const plain = (text: string): string => text.replaceAll('&', '&&');
  return [
    { label: texts.open, click: () => acts.open() },
    { type: 'separator' },
    ...lines.map((line): MenuItemConstructorOptions => ({ label: plain(line), enabled: false })),
    ...(access === null ? [] : [{ label: plain(access), click: () => acts.remoteAccess() }]),
    { type: 'separator' },
    { label: texts.preferences, click: () => acts.preferences() },
    { label: texts.quit, click: () => acts.quit() },
  ];
}
