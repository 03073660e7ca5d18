import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication } from '@playwright/test';
import type { Home } from '../fixtures/home.ts';
import { watched } from '../fixtures/running-process.ts';
import type { DesktopApplication, Dialog, MenuEntry } from './desktop-application.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/main/desktop.js', import.meta.url));

export interface ElectronOptions {
  readonly home: Home;
  /** Electron's own executable. */
  readonly executable: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The application in the real Electron. https://playwright.dev/docs/api/class-electron */
export async function startOnElectron(options: ElectronOptions): Promise<DesktopApplication> {
  const { home, executable, args = [], env = {} } = options;
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const display = Object.fromEntries(
    ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const application = await _electron.launch({
    executablePath: executable,
    args: [...asRoot, PROGRAM, ...args],
    env: { ...home.env, ...display, ...env },
    cwd: home.folder,
  });
  const running = watched(application.process());
  await application.evaluate(noteActs);
  return {
    process: running,
    window: () => application.firstWindow(),
    windowState: () =>
      application.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        if (window === undefined) throw new Error('There is no window.');
        return { bounds: window.getBounds(), maximized: window.isMaximized(), visible: window.isVisible() };
      }),
    windowAct: (act, ...given) =>
      application.evaluate(
        ({ BrowserWindow }, [name, values]) => {
          const [window] = BrowserWindow.getAllWindows();
          if (window === undefined) throw new Error('There is no window.');
          const method: unknown = Reflect.get(window, name);
          if (typeof method !== 'function') throw new Error(`A window has no ${name}.`);
          Reflect.apply(method, window, values);
        },
        [act, given] as const,
      ),
    menu: () => application.evaluate(describeMenu),
    chooseMenu: (...path) =>
      application.evaluate(({ Menu }, labels) => {
        let items = Menu.getApplicationMenu()?.items ?? [];
        for (const [depth, label] of labels.entries()) {
          const item = items.find((each) => each.label === label && each.visible);
          if (item === undefined) throw new Error(`There is no "${label}" to choose.`);
          const choose = item.click as () => void;
          if (depth === labels.length - 1) choose();
          items = item.submenu?.items ?? [];
        }
      }, path),
    answerDialogs: (answers) =>
      application.evaluate((_electronModule, given) => {
        Reflect.set(globalThis, 'specAnswers', given);
      }, answers),
    dialogs: () => application.evaluate(() => Reflect.get(globalThis, 'specDialogs') as readonly Dialog[]),
    opened: () => application.evaluate(() => Reflect.get(globalThis, 'specOpened') as readonly string[]),
    quit: () => quit(application),
  };
}

async function quit(application: ElectronApplication): Promise<void> {
  // The answer never comes when the process has ended before it.
  await application.evaluate(({ app }) => app.quit()).catch(() => undefined);
}

/** In the main process: the system is not bothered by tests, and what would have bothered it is kept. */
function noteActs({ dialog, shell }: typeof Electron.CrossProcessExports): void {
  const dialogs: unknown[] = [];
  const opened: string[] = [];
  const spec = (name: string): unknown => Reflect.get(globalThis, name);
  Reflect.set(globalThis, 'specDialogs', dialogs);
  Reflect.set(globalThis, 'specOpened', opened);
  Reflect.set(globalThis, 'specAnswers', {});
  const show =
    (type: string) =>
    (...args: unknown[]) => {
      dialogs.push({ type, options: JSON.parse(JSON.stringify(args.at(-1) ?? null)) as unknown });
      const { button = 0, file } = spec('specAnswers') as { readonly button?: number; readonly file?: string };
      const filePaths = file === undefined ? [] : [file];
      return Promise.resolve({
        response: button,
        checkboxChecked: false,
        canceled: file === undefined,
        filePaths,
        filePath: file ?? '',
      });
    };
  Reflect.set(dialog, 'showMessageBox', show('message'));
  Reflect.set(dialog, 'showOpenDialog', show('open'));
  Reflect.set(dialog, 'showSaveDialog', show('save'));
  Reflect.set(shell, 'openExternal', async (url: string) => void opened.push(url));
  Reflect.set(shell, 'openPath', async (path: string) => {
    opened.push(path);
    return '';
  });
}

/** In the main process. */
function describeMenu({ Menu }: typeof Electron.CrossProcessExports): readonly MenuEntry[] {
  const describe = (items: readonly Electron.MenuItem[]): readonly MenuEntry[] =>
    items
      .filter(({ visible }) => visible)
      .map(({ label, accelerator, enabled, checked, submenu }) => ({
        ...{ label, enabled, checked },
        ...(accelerator === undefined ? {} : { accelerator: String(accelerator) }),
        items: describe(submenu?.items ?? []),
      }));
  return describe(Menu.getApplicationMenu()?.items ?? []);
}
