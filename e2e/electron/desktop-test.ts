import { expect, test as base, type Page } from '@playwright/test';
import { watchBrowser, type BrowserLog } from '../fixtures/browser-log.ts';
import { createCleanup, type Cleanup } from '../fixtures/cleanup.ts';
import { startElektrad, type ElektradMember } from '../fixtures/fleet.ts';
import { createHome, type Home } from '../fixtures/home.ts';
import type { DesktopApplication } from './desktop-application.ts';
import { startOnElectron } from './electron-application.ts';
import { startOnStandIn, type StandInApplication } from './stand-in-application.ts';

interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Fixtures {
  readonly cleanup: Cleanup;
  readonly browserLog: BrowserLog;
  readonly home: Home;
  readonly elektrad: ElektradMember;
  /** Starts the application on the home of this test; more than once for one start after another. */
  readonly start: (options?: StartOptions) => Promise<DesktopApplication>;
  /** The same on the stand-in, for what the real Electron cannot be asked. */
  readonly startHere: (options?: StartOptions) => Promise<StandInApplication>;
}

/** Electron's executable, when the specs are run in it. */
const ELECTRON = process.env['ELECTRON_EXECUTABLE'];
/** No other elektrad of this machine is found by chance. */
const SURROUNDINGS = { ELEKTRA_WEB_ELEKTRAD_PORT: '0' } as const;

/** Each test has an account of its own, with nothing in it, and its own browser profile. */
export const test = base.extend<Fixtures>({
  cleanup: async ({ browserName: _ }, use) => {
    const cleanup = createCleanup();
    await use(cleanup);
    await cleanup.run();
  },
  browserLog: [
    async ({ context }, use) => {
      const log = watchBrowser(context);
      await use(log);
      expect(log.unexpected()).toEqual([]);
    },
    { auto: true },
  ],
  home: async ({ cleanup }, use) => {
    const home = await createHome();
    cleanup.defer(() => home.remove());
    await use(home);
  },
  elektrad: async ({ cleanup }, use) => use(await startElektrad(cleanup)),
  startHere: async ({ cleanup, context, home }, use) => {
    test.skip(ELECTRON !== undefined, 'This asks what only the stand-in for Electron can be asked.');
    await use(async ({ args = [], env = {} } = {}) => {
      const application = await startOnStandIn({ home, context, args, env: { ...SURROUNDINGS, ...env } });
      cleanup.defer(() => application.process.kill());
      return whenShown(application);
    });
  },
  start: async ({ cleanup, context, home }, use) => {
    await use(async ({ args = [], env = {} } = {}) => {
      const options = { home, args, env: { ...SURROUNDINGS, ...env } };
      const application =
        ELECTRON === undefined
          ? await startOnStandIn({ ...options, context })
          : await startOnElectron({ ...options, executable: ELECTRON });
      cleanup.defer(() => application.process.kill());
      return whenShown(application);
    });
  },
});

/** The page may be there before clusterd is, and the window appears with both. */
function whenShown<A extends DesktopApplication>(application: A): A {
  async function window(): Promise<Page> {
    const page = await application.window();
    await application.process.says('stdout', /^desktop ready$/m);
    return page;
  }
  return { ...application, window };
}

export { expect };
