import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { PAGE_COMMANDS } from '#shared/desktop/events.ts';
import { applicationMenu, keepApplicationMenu, type MenuOptions, type MenuState } from './application-menu.ts';
import { ENGLISH } from './texts/english.ts';
import { GERMAN } from './texts/german.ts';

const STATE: MenuState = { isRemote: false, isMoving: false, hasUpdates: true };
const PLATFORMS = ['linux', 'win32', 'darwin'] as const;

function optionsOf(
  platform: NodeJS.Platform,
  given: Partial<MenuOptions> = {},
): MenuOptions & { readonly done: string[] } {
  const done: string[] = [];
  const acts = {
    command: (command: string) => void done.push(command),
    showLogs: () => void done.push('logs'),
    openDocumentation: () => void done.push('documentation'),
    checkForUpdate: () => void done.push('update'),
    zoom: (change: string) => void done.push(change),
  };
  return { platform, isDevelopment: false, texts: ENGLISH.menu, acts, done, ...given };
}

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

const click = (item: MenuItemConstructorOptions | undefined): void => {
  const { click: run } = item ?? {};
  (run as (() => void) | undefined)?.();
};

/** What Electron gives roles, https://www.electronjs.org/docs/latest/api/menu-item#roles */
const OF_ROLES: Readonly<Record<string, string>> = {
  ...{ undo: 'Ctrl+Z', redo: 'Ctrl+Shift+Z', cut: 'Ctrl+X', copy: 'Ctrl+C', paste: 'Ctrl+V', selectall: 'Ctrl+A' },
  ...{ togglefullscreen: 'F11', minimize: 'Ctrl+M' },
  ...{
    close: 'Ctrl+W',
    quit: 'Ctrl+Q',
    hide: 'Ctrl+H',
    hideothers: 'Ctrl+Alt+H',
    reload: 'Ctrl+R',
    toggledevtools: 'Ctrl+Shift+I',
  },
};

function acceleratorOf(item: MenuItemConstructorOptions): string | null {
  const given = item.accelerator?.toString().replace('CommandOrControl', 'Ctrl');
  return given ?? OF_ROLES[item.role?.toLowerCase() ?? ''] ?? null;
}

/** Keys that the page takes, as its own list of shortcuts and its listeners say. */
function keysOfThePage(): ReadonlySet<string> {
  const renderer = fileURLToPath(new URL('../../renderer/', import.meta.url));
  const dialog = readFileSync(`${renderer}features/shell/ShortcutsDialog.vue`, 'utf8');
  const listed = [...dialog.matchAll(/\['\w+', '([^']+)'\]/g)].map(([, caps = '']) => caps.replaceAll(' ', '+'));
  const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'));
  const heard = sources.flatMap((name) => [
    ...readFileSync(`${renderer}${name}`, 'utf8').matchAll(/useShortcut\('([^']+)'/g),
  ]);
  const keys = [...listed, ...heard.map(([, key = '']) => key)].map((key) => key.toUpperCase());
  expect(keys).toEqual(expect.arrayContaining(['CTRL+K', 'CTRL+S', '?', 'N']));
  return new Set(keys);
}

describe('the application menu', () => {
  it.each(PLATFORMS)('on %s gives each accelerator once, and none that the page means otherwise', (platform) => {
    const page = keysOfThePage();
    const items = itemsOf(applicationMenu(optionsOf(platform, { isDevelopment: true }), STATE));
    const accelerators = items.map(acceleratorOf).filter((accelerator) => accelerator !== null);
    expect(accelerators.filter((each, at) => accelerators.indexOf(each) !== at)).toEqual([]);
    // The same acts on both sides: the menu's roles do to a field what the page does to keys, and the page is asked first.
    const shared = ['CTRL+X', 'CTRL+C', 'CTRL+V', 'CTRL+K'];
    expect(
      accelerators.map((each) => each.toUpperCase()).filter((each) => page.has(each) && !shared.includes(each)),
    ).toEqual([]);
    expect(items.find(({ id }) => id === 'search')).toMatchObject({ registerAccelerator: false });
  });

  it.each(PLATFORMS)('on %s asks the page for what the page does', (platform) => {
    const options = optionsOf(platform);
    const items = itemsOf(applicationMenu(options, STATE)).concat(
      itemsOf(applicationMenu(options, { ...STATE, isRemote: true })),
    );
    const commands = PAGE_COMMANDS.filter((command) => command !== 'open');
    for (const command of commands) click(items.find(({ id }) => id === command));
    expect(options.done).toEqual(commands);
    for (const label of ['showLogs', 'documentation', 'checkForUpdate'] as const) {
      click(items.find((item) => item.label === ENGLISH.menu[label]));
    }
    expect(options.done.slice(-3)).toEqual(['logs', 'documentation', 'update']);
    for (const label of ['zoomIn', 'zoomOut', 'zoomReset'] as const) {
      click(items.find((item) => item.label === ENGLISH.menu[label]));
    }
    expect(options.done.slice(-3)).toEqual(['in', 'out', 'reset']);
  });

  it('has what each system expects where it expects it', () => {
    const titles = (platform: NodeJS.Platform) => applicationMenu(optionsOf(platform), STATE).map(({ label }) => label);
    expect(titles('darwin')).toEqual(['Elektra Web', 'File', 'Edit', 'View', 'Window', 'Help']);
    expect(titles('linux')).toEqual(['File', 'Edit', 'View', 'Window', 'Help']);
    const [mac] = applicationMenu(optionsOf('darwin'), STATE);
    expect(itemsOf([mac ?? {}]).map(({ role }) => role)).toEqual(
      expect.arrayContaining(['services', 'hide', 'hideOthers', 'unhide', 'quit']),
    );
    const [file] = applicationMenu(optionsOf('win32'), STATE);
    expect(itemsOf([file ?? {}]).at(-1)).toMatchObject({ role: 'quit' });
  });

  it('reloads and shows developer tools in development only, and speaks German', () => {
    const roles = (isDevelopment: boolean) =>
      itemsOf(applicationMenu(optionsOf('linux', { isDevelopment }), STATE)).map(({ role }) => role);
    expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
    expect(roles(false)).not.toEqual(expect.arrayContaining(['reload']));
    const german = itemsOf(applicationMenu(optionsOf('linux', { texts: GERMAN.menu }), STATE));
    expect(german.map(({ label }) => label)).toContain('Voreinstellungen …');
  });

  it('offers what the workplace allows, and is built anew only when that or the language changes', () => {
    const items = (state: Partial<MenuState>) => itemsOf(applicationMenu(optionsOf('linux'), { ...STATE, ...state }));
    const ids = (state: Partial<MenuState>) => items(state).map(({ id }) => id);
    expect(ids({})).toContain('move-to-server');
    expect(ids({ isRemote: true })).toContain('use-local');
    expect(ids({ isRemote: true })).not.toContain('move-to-server');
    expect(items({ isMoving: true }).find(({ id }) => id === 'move-to-server')?.enabled).toBe(false);
    let built = 0;
    const menu = { buildFromTemplate: () => (built += 1), setApplicationMenu: () => undefined };
    const keep = keepApplicationMenu(menu, optionsOf('linux'));
    for (const isRemote of [false, false, true]) keep({ ...STATE, isRemote }, ENGLISH.menu);
    expect(built).toBe(2);
    for (const { menu: texts } of [GERMAN, GERMAN]) keep({ ...STATE, isRemote: true }, texts);
    expect(built).toBe(3);
  });
});
