import { expect, test as base } from '@playwright/test';
import { watchBrowser, type BrowserLog } from '../fixtures/browser-log.ts';
import { createCleanup, type Cleanup } from '../fixtures/cleanup.ts';
import { startElektrad, type ElektradMember } from '../fixtures/fleet.ts';
import { createHome, type Home } from '../fixtures/home.ts';
import { startOnStandIn, type StandInApplication } from './stand-in-application.ts';

interface Fixtures {
  readonly cleanup: Cleanup;
  readonly browserLog: BrowserLog;
  readonly home: Home;
  readonly elektrad: ElektradMember;
  /** Starts the application on the home of this test; more than once for one start after another. */
  readonly start: (options?: StartOptions) => Promise<StandInApplication>;
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Each test has an account of its own, with nothing in it, and its own browser profile. */
export const test = base.extend<Fixtures>({
  // eslint wants a pattern here, and there is nothing to take out.
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
  start: async ({ cleanup, context, home }, use) => {
    await use(async (options = {}) => {
      const application = await startOnStandIn({ home, context, ...options });
      cleanup.defer(() => application.process.kill());
      return application;
    });
  },
});

export { expect };
