import type { Browser, Page } from '@playwright/test';
import { createCleanup, type Cleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken } from '../fixtures/clusterd-http.ts';
import { startClusterd, startElektrad } from '../fixtures/fleet.ts';
import { openPage, signInBrowser } from '../fixtures/person.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { manyNames, storeMany } from './elektrad/many-keys.ts';
import { bounded, type Bench } from './harness/bench.ts';
import { openBrowser } from './harness/browser.ts';
import { alternate } from './harness/rounds.ts';
import { showBareRows } from './tree/bare-rows.ts';
import { scrollThrough } from './tree/scroll-through.ts';

const KEYS = 100_000;
const ROUNDS = 5;
/** In how many steps it is scrolled through. */
const FRAMES = 120;
/** How much longer a frame may be than one of the bare rows, in milliseconds, and what the page may hold, in MB. */
const LONGER_FRAME = 50;
const MOST_HEAP = 60;
/** All opened, against a tree that is made flat and drawn. */
const OPENED = 1.5;

/** The keys of a large instance in a browser, against bare rows of the same names. */
export const tree: Bench = {
  name: 'tree',
  async run() {
    const cleanup = createCleanup();
    try {
      const browser = await openBrowser();
      cleanup.defer(() => browser.close());
      const names = manyNames(KEYS);
      const ours = await openInstance(browser, names, cleanup);
      const bare = await browser.newPage();
      const { keys } = new InstancePage(ours);
      const measured = await alternate(
        async () => ({
          opened: await timeToOpen(ours),
          frame: await keys.grid.evaluate(scrollThrough, FRAMES),
        }),
        async () => ({
          opened: await bare.evaluate(showBareRows, names),
          frame: await bare.getByRole('treegrid').evaluate(scrollThrough, FRAMES),
        }),
        ROUNDS,
      );
      const size = `${KEYS.toLocaleString('en')} keys`;
      return [
        {
          what: `${size}, all opened, ms`,
          ours: measured.ours.opened,
          limit: measured.limit.opened,
          ratio: measured.ratio.opened,
          goal: { atMost: OPENED },
        },
        bounded(
          `${size}, longest frame while scrolling, ms above bare rows`,
          measured.ours.frame - measured.limit.frame,
          LONGER_FRAME,
        ),
        bounded(`${size}, heap of the page, MB`, await heapOf(ours), MOST_HEAP),
      ];
    } finally {
      await cleanup.run();
    }
  },
};

async function openInstance(browser: Browser, names: readonly string[], cleanup: Cleanup): Promise<Page> {
  const elektrad = await startElektrad(cleanup);
  await storeMany(elektrad.http, names);
  const clusterd = await startClusterd(cleanup);
  const admin = createClusterdHttp(clusterd.url, await createToken(await clusterd.process.signInLink()));
  const { id } = await admin.call('instances.create', { name: 'large', host: elektrad.url });
  const context = await browser.newContext({ locale: 'en-GB' });
  await signInBrowser(context, admin, clusterd.url);
  const page = await openPage(context, clusterd.url, `/instances/${id}`);
  await new InstancePage(page).keys.row('large').waitFor();
  return page;
}

/** From the click until the rows are drawn; what was open is closed before. */
async function timeToOpen(page: Page): Promise<number> {
  const { keys } = new InstancePage(page);
  await keys.grid.evaluate((grid) => (grid.scrollTop = 0));
  await keys.closeAll.click();
  await keys.row('k0').waitFor({ state: 'hidden' });
  const button = await keys.openAll.elementHandle();
  return keys.grid.evaluate(
    async (grid, { open, least }) => {
      const start = performance.now();
      (open as HTMLElement | null)?.click();
      const isOpen = () => Number(grid.getAttribute('aria-rowcount')) > least;
      do await new Promise((resolve) => requestAnimationFrame(resolve));
      while (!isOpen());
      return performance.now() - start;
    },
    { open: button, least: KEYS },
  );
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}
