import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { startOnStandIn } from '../electron/stand-in-application.ts';
import { createCleanup, type Cleanup } from '../fixtures/cleanup.ts';
import { startElektrad } from '../fixtures/fleet.ts';
import { createHome, type Home } from '../fixtures/home.ts';
import { InstanceDialog } from '../pages/instance-dialog.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { manyNames, storeMany } from './elektrad/many-keys.ts';
import { bounded, type Bench } from './harness/bench.ts';
import { openBrowser } from './harness/browser.ts';
import { alternate } from './harness/rounds.ts';

const BARE = fileURLToPath(new URL('../../dist/bench/limits/bare-window.js', import.meta.url));
const KEYS = 100_000;
const ROUNDS = 5;
/** How long the main process may be held by what the window asks, and how much later than the bare window its first row may be, in milliseconds. */
const LONGEST_HOLD = 50;
const FIRST_ROW = 600;
const ENV = { ELEKTRA_WEB_ELEKTRAD_PORT: '0' } as const;

/** The window on the stand-in for Electron: until its first row, and how long a person's work holds the main process. */
export const desktop: Bench = {
  name: 'desktop',
  async run() {
    const cleanup = createCleanup();
    try {
      const browser = await openBrowser();
      cleanup.defer(() => browser.close());
      const [ours, bare] = [await createHome(), await createHome()];
      cleanup.defer(() => Promise.all([ours.remove(), bare.remove()]));
      const hold = await holdWhileWorking(browser, ours, cleanup);
      const measured = await alternate(
        async () => ({ time: await timeToRow(browser, ours) }),
        async () => ({ time: await timeToRow(browser, bare, BARE) }),
        ROUNDS,
      );
      return [
        bounded('first row, ms above the bare window', measured.ours.time - measured.limit.time, FIRST_ROW),
        bounded(
          `an instance of ${KEYS.toLocaleString('en')} keys, longest hold of the main process, ms`,
          hold,
          LONGEST_HOLD,
        ),
      ];
    } finally {
      await cleanup.run();
    }
  },
};

async function timeToRow(browser: Browser, home: Home, program?: string): Promise<number> {
  const context = await browser.newContext();
  const start = performance.now();
  const application = await startOnStandIn({ home, context, env: ENV, ...(program === undefined ? {} : { program }) });
  const page = await application.window();
  await page.getByRole('row').first().waitFor();
  const time = performance.now() - start;
  await application.process.kill();
  await context.close();
  return time;
}

/** A person opens an instance with many keys, all of them, filters, searches and edits. */
async function holdWhileWorking(browser: Browser, home: Home, cleanup: Cleanup): Promise<number> {
  const elektrad = await startElektrad(cleanup);
  await storeMany(elektrad.http, manyNames(KEYS));
  const context = await browser.newContext({ locale: 'en-GB' });
  const application = await startOnStandIn({ home, context, env: ENV });
  const page = await application.window();
  await add(page, elektrad.url);
  await application.longestHold();
  const { keys, search } = new InstancePage(page);
  await page.reload();
  await keys.row('large').waitFor();
  await keys.openAll.click();
  await keys.row('k0').waitFor();
  await search.field.fill('k99999');
  await search.results.first().waitFor();
  const hold = await application.longestHold();
  await application.process.kill();
  await context.close();
  return hold;
}

async function add(page: Page, host: string): Promise<void> {
  await new Shell(page).addInstance.click();
  const dialog = new InstanceDialog(page);
  await dialog.host.fill(host);
  await dialog.name.fill('large');
  await dialog.save.click();
  await new InstancePage(page).heading('large').waitFor();
}
