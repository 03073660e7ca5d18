import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { NO_FLEET, type FleetCounts } from '#shared/desktop/fleet-counts.ts';
import type { Notice } from '#shared/desktop/notice.ts';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { beginLife } from './application-life.ts';
import { ENGLISH } from './texts/english.ts';
import { GERMAN } from './texts/german.ts';

const STATE: DesktopState = {
  ...{ version: '1.0.0', workplace: { kind: 'local' }, remotes: [], move: null },
  remoteAccess: { state: 'off', url: null, problem: null },
  elektrad: { url: null, found: false, problem: null },
  proxies: [],
  updates: { state: 'idle', version: null, progress: null, problem: null },
  ...{ preferences: DESKTOP_DEFAULTS, locked: [], preferencesProblem: null, administratorsFile: '', hasTray: true },
};
const OFFLINE: Notice = { kind: 'offline', names: ['web-1'], count: 1, address: '/instances/web-1' };

function begin(first: Partial<DesktopState> = {}, platform: NodeJS.Platform = 'linux') {
  let state = { ...STATE, ...first };
  let counts: FleetCounts = NO_FLEET;
  let isInFront = true;
  const done: string[] = [];
  const menus: MenuItemConstructorOptions[][] = [];
  const heard: Record<string, (notice: Notice) => void> = {};
  const hear = (name: string) => (listener: (notice: Notice) => void) => void (heard[name] = listener);
  const life = beginLife<MenuItemConstructorOptions[]>({
    application: {
      state: () => state,
      onChange: hear('state'),
      fleet: { current: () => counts, onChange: hear('counts'), onNotice: hear('notice') },
    },
    pieces: {
      createTray: (image) => {
        done.push(`tray ${image}`);
        return {
          setImage: (other) => done.push(`tray ${other}`),
          ...{ setToolTip: () => undefined, setContextMenu: () => undefined },
          on: (_event, listener) => void (heard['click'] = listener),
          destroy: () => void done.push('no tray'),
        };
      },
      buildMenu: (template) => template,
      isDark: () => false,
      setMenu: (menu) => void menus.push(menu ?? []),
      onColours: hear('colours'),
      createNotification: ({ title }) => ({
        on: (event, listener) => void (event === 'click' && (heard['notification'] = listener)),
        show: () => void done.push(`notification ${title ?? ''}`),
      }),
      async ask({ message, buttons = [] }) {
        done.push(message);
        return { response: buttons.indexOf(ENGLISH.quit.keepRunning) };
      },
    },
    ...{ platform, isDevelopment: false, texts: (language) => (language === 'de' ? GERMAN : ENGLISH), icons: '' },
    window: { show: () => done.push('show'), hide: () => done.push('hide'), isInFront: () => isInFront },
    command: (command, address) => void done.push([command, address].join(' ').trim()),
    ...{ quit: () => done.push('quit'), showLogs: () => undefined, openDocumentation: () => undefined },
    checkForUpdate: () => done.push('check'),
    zoom: (change) => done.push(`zoom ${change}`),
  });
  return {
    ...{ life, done, menus },
    tell(
      name: string,
      next: { state?: Partial<DesktopState>; counts?: Partial<FleetCounts>; isInFront?: boolean } = {},
    ) {
      state = { ...state, ...next.state };
      counts = { ...counts, ...next.counts };
      isInFront = next.isInFront ?? isInFront;
      heard[name]?.(OFFLINE);
    },
  };
}

describe('the life of the application', () => {
  it('shows menu and tray as things are, and follows them', () => {
    const { done, menus, tell, life } = begin();
    expect([menus.length, done]).toEqual([1, ['tray normal-light.png']]);
    tell('counts', { counts: { instances: 1, pending: 1, pendingInstances: 1 } });
    tell('state', { state: { workplace: { kind: 'remote', url: 'https://a.test', state: 'refused', problem: null } } });
    expect(menus).toHaveLength(2);
    life.end();
    expect(done.slice(1)).toEqual(['tray pending-light.png', 'tray trouble-light.png', 'no tray']);
  });

  it('is in the language of the page, at once when that is another', () => {
    const { done, menus, tell } = begin();
    const labels = () => menus.at(-1)?.map(({ label }) => label);
    expect(labels()).toContain(ENGLISH.menu.file);
    tell('state', { state: { preferences: { ...DESKTOP_DEFAULTS, language: 'de' } } });
    expect(labels()).toContain(GERMAN.menu.file);
    tell('notice', { isInFront: false });
    expect(done.at(-1)).toBe(`notification ${GERMAN.notice.offline(['web-1'], 1)}`);
  });

  it('leads to where the outcome of a look for a newer version is shown', () => {
    const { done, menus } = begin();
    const help = menus[0]?.at(-1)?.submenu as readonly MenuItemConstructorOptions[];
    const check = help.find(({ label }) => label === ENGLISH.menu.checkForUpdate)?.click as () => void;
    check();
    expect(done.slice(-3)).toEqual(['show', 'open /preferences#updates', 'check']);
  });

  it('hides instead of closing as the person wants it, where there is a tray, and always on macOS', () => {
    const preferences = { ...DESKTOP_DEFAULTS, closeToTray: true };
    expect(begin().life.hides()).toBe(false);
    expect(begin({ preferences }).life.hides()).toBe(true);
    const without = begin({ preferences, hasTray: false });
    expect([without.life.hides(), without.done]).toEqual([false, []]);
    expect(begin({}, 'darwin').life.hides()).toBe(true);
  });

  it('asks before quitting only for what waits here, and can go on in the tray', async () => {
    const { life, done, tell } = begin();
    expect(await life.mayQuit()).toBe(true);
    tell('counts', { counts: { instances: 1, pending: 2, pendingInstances: 1 } });
    expect(await life.mayQuit()).toBe(false);
    expect(done.slice(-2)).toEqual(['2 keys wait to be delivered to 1 instance.', 'hide']);
    tell('state', {
      state: { workplace: { kind: 'remote', url: 'https://a.test', state: 'connected', problem: null } },
    });
    expect(await life.mayQuit()).toBe(true);
  });

  it('notifies while the window is not in front, as the person wants it; a click leads there', () => {
    const { done, tell } = begin({ hasTray: false });
    tell('notice');
    expect(done).toEqual([]);
    tell('notice', { isInFront: false });
    tell('notification');
    expect(done).toEqual(['notification web-1 went offline', 'show', 'open /instances/web-1']);
    tell('notice', { state: { preferences: { ...DESKTOP_DEFAULTS, notifications: false } } });
    expect(done).toHaveLength(3);
  });
});
