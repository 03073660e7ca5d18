import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page, Request, Route } from '@playwright/test';
import type { Home } from '../fixtures/home.ts';
import { runLinkedProcess } from '../fixtures/running-process.ts';
import type { DesktopApplication, Dialog, DialogAnswers, MenuEntry } from './desktop-application.ts';
import { createLink, type Link } from './link.ts';
import { pageScript } from './stand-in-page.ts';

const STAND_IN = fileURLToPath(new URL('../../dist/stand-in/main.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../dist/main/desktop.js', import.meta.url));

/** Chromium does not know the scheme; this origin is as secure, and reaches nobody. */
const PAGE_ORIGIN = 'https://elektra.invalid';
const APP_ORIGIN = 'app://elektra';

/** What the real Electron cannot be asked. */
export interface StandInApplication extends DesktopApplication {
  /** Sends a message as another frame would that has got hold of the channel. */
  invokeAs(frameUrl: string, isMain: boolean, channel: string, message: unknown): Promise<unknown>;
  permission(name: string): Promise<{ readonly check: boolean; readonly request: boolean }>;
  tray(): Promise<{ readonly toolTip: string; readonly items: readonly MenuEntry[] } | null>;
  chooseTray(...path: readonly string[]): Promise<void>;
  notifications(): readonly { readonly title: string; readonly body: string }[];
  clickNotification(index: number): Promise<void>;
  appEvent(name: string, ...args: readonly unknown[]): Promise<void>;
  webPreferences(): Readonly<Record<string, unknown>>;
  schemes(): readonly unknown[];
  /** The longest time, in milliseconds on a processor, in which the main process did nothing else since it was last asked. */
  longestHold(): Promise<number>;
  /** Kills the process of the page. */
  crash(): Promise<void>;
}

export interface StandInOptions {
  readonly home: Home;
  readonly context: BrowserContext;
  /** The main process; ours unless told. */
  readonly program?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function startOnStandIn(options: StandInOptions): Promise<StandInApplication> {
  const { home, context, program = PROGRAM, args = [], env = {} } = options;
  const preload = await readFile(fileURLToPath(new URL('../../dist/main/preload.cjs', import.meta.url)), 'utf8');
  const running = runLinkedProcess(STAND_IN, [program, ...args], {
    // Nobody looks at it; without one the application opens no window.
    env: { ...home.env, DISPLAY: ':0', ...env },
    cwd: home.folder,
  });
  const link = createLink(running.end);
  const noted = noteActs(link);
  const windows = new Map<number, Page>();
  let show: (page: Page) => void = () => undefined;
  const first = new Promise<Page>((resolve) => {
    show = resolve;
  });
  let answers: DialogAnswers = {};
  const dialogs: Dialog[] = [];
  link.on('dialog', (dialog: Dialog) => {
    dialogs.push(dialog);
    const { button = 0, file } = answers;
    const files = file === undefined ? [] : [file];
    return {
      response: button,
      checkboxChecked: false,
      canceled: file === undefined,
      filePaths: files,
      filePath: file ?? '',
    };
  });
  link.on('load', ({ window, url }: { readonly window: number; readonly url: string }) => load(window, url));
  link.on('send', ({ window, channel, args: sent }: { window: number; channel: string; args: unknown[] }) => {
    // A page that is being left hears nothing more.
    void windows
      .get(window)
      ?.evaluate(hear, { channel, sent })
      .catch(() => undefined);
  });
  link.on('crash', ({ window }: { readonly window: number }) => void crashPage(windows.get(window)));
  link.on('closed', ({ window }: { readonly window: number }) => void windows.get(window)?.close());

  async function load(window: number, url: string): Promise<void> {
    let page = windows.get(window);
    if (page === undefined) {
      page = await openPage(window);
      windows.set(window, page);
    }
    await page.goto(url.replace(APP_ORIGIN, PAGE_ORIGIN));
    show(page);
  }

  async function openPage(window: number): Promise<Page> {
    const page = await context.newPage();
    await page.exposeBinding('__standInInvoke', async ({ frame }, channel: string, [message]: unknown[]) => {
      const isMain = frame === page.mainFrame();
      const frameUrl = frame.url().replace(PAGE_ORIGIN, APP_ORIGIN);
      return link.ask('invoke', { window, frameUrl, isMain, channel, args: [message] }).then(
        (value) => ({ ok: true, value }),
        (error: unknown) => ({ ok: false, value: String(error) }),
      );
    });
    await page.addInitScript({ content: pageScript(preload) });
    await page.route('**/*', (route, request) => answer(window, page, route, request));
    const tell = (name: string, data: object = {}) => link.tell('page-event', { window, name, data });
    page.on('domcontentloaded', () => tell('dom-ready'));
    page.on('load', () => tell('did-finish-load'));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) tell('did-navigate-in-page', { url: asApp(frame.url()) });
    });
    page.on('popup', (popup) => void popup.close());
    page.on('crash', () => {
      windows.delete(window);
      tell('render-process-gone');
    });
    return page;
  }

  async function answer(window: number, page: Page, route: Route, request: Request): Promise<void> {
    const url = asApp(request.url());
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (!url.startsWith(`${APP_ORIGIN}/`)) {
      if (isPage) await link.ask('page-event', { window, name: 'will-navigate', data: { url } });
      // As of a navigation that was prevented: the page stays.
      return route.abort('aborted');
    }
    if (isPage) link.tell('page-event', { window, name: 'did-start-navigation', data: { url } });
    const { status, headers, body } = (await link.ask('request', { url, method: request.method() })) as {
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: Uint8Array;
    };
    await route.fulfill({ status, headers, body: Buffer.from(body) });
  }

  const mainWindow = () => Math.min(...windows.keys());
  return {
    process: running,
    window: () => Promise.race([first, endedEarly(running)]),
    windowState: async () =>
      (await link.ask('window-act', { window: mainWindow(), act: 'describe', args: [] })) as never,
    windowAct: async (act, ...given) => void (await link.ask('window-act', { window: mainWindow(), act, args: given })),
    menu: async () => (await link.ask('menu', 'menu')) as readonly MenuEntry[],
    chooseMenu: async (...path) => void (await link.ask('choose', { place: 'menu', path })),
    answerDialogs: async (next) => {
      answers = next;
    },
    dialogs: async () => dialogs,
    opened: async () => noted.opened,
    quit: async () => void (await link.ask('app-quit').catch(() => undefined)),
    invokeAs: (frameUrl, isMain, channel, message) =>
      link.ask('invoke', { window: mainWindow(), frameUrl, isMain, channel, args: [message] }),
    permission: async (name) => (await link.ask('permission', name)) as never,
    async tray() {
      const tray = (await link.ask('tray')) as { readonly toolTip: string } | null;
      return tray === null ? null : { ...tray, items: (await link.ask('menu', 'tray')) as readonly MenuEntry[] };
    },
    chooseTray: async (...path) => void (await link.ask('choose', { place: 'tray', path })),
    notifications: () => noted.notifications,
    clickNotification: async (index) => void (await link.ask('click-notification', index)),
    appEvent: async (name, ...given) => void (await link.ask('app-event', { name, args: given })),
    webPreferences: () => noted.webPreferences,
    schemes: () => noted.schemes,
    longestHold: async () => (await link.ask('longest-hold')) as number,
    crash: () => crashPage(windows.get(mainWindow())),
  };
}

function asApp(url: string): string {
  return url.replace(PAGE_ORIGIN, APP_ORIGIN);
}

/** In the page: what the main process sends. */
function hear({ channel, sent }: { readonly channel: string; readonly sent: readonly unknown[] }): void {
  (Reflect.get(globalThis, '__standInHear') as (channel: string, args: readonly unknown[]) => void)(channel, sent);
}

async function crashPage(page: Page | undefined): Promise<void> {
  const crashed = page?.waitForEvent('crash');
  // The navigation itself ends with the page.
  await page?.goto('chrome://crash').catch(() => undefined);
  await crashed;
}

async function endedEarly(running: StandInApplication['process']): Promise<never> {
  const { code, signal } = await running.ended;
  throw new Error(`The application ended (${signal ?? code}) before it showed a window:\n${running.stderr()}`);
}

/** What the application does with the system around it. */
function noteActs(link: Link) {
  const noted = {
    opened: [] as string[],
    notifications: [] as { title: string; body: string }[],
    webPreferences: {} as Readonly<Record<string, unknown>>,
    schemes: [] as readonly unknown[],
    errors: [] as { readonly title: string; readonly content: string }[],
  };
  link.on('external', (url: string) => void noted.opened.push(url));
  link.on('open-path', (path: string) => void noted.opened.push(path));
  link.on('notification', (shown: { title: string; body: string }) => void noted.notifications.push(shown));
  link.on('error-box', (shown: { title: string; content: string }) => void noted.errors.push(shown));
  link.on('schemes', (given: readonly unknown[]) => {
    noted.schemes = given;
  });
  link.on('window', ({ webPreferences }: { readonly webPreferences: Readonly<Record<string, unknown>> }) => {
    noted.webPreferences = webPreferences;
  });
  for (const name of ['tray-image', 'default-client', 'relaunch', 'clipboard']) link.on(name, () => undefined);
  return noted;
}
