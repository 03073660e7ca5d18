import { createCleanup } from '../fixtures/cleanup.ts';
import { startElektrad } from '../fixtures/fleet.ts';
import { createHome } from '../fixtures/home.ts';
import { manyNames, storeMany } from './elektrad/many-keys.ts';
import { bounded, type Bench, type Line } from './harness/bench.ts';
import { openBarePage } from './holds/bare-page.ts';
import { actOnFleet, actOnKeys, actOnSettings, type Measure } from './holds/large-acts.ts';

const KEYS = 100_000;
/** How long the main process may be held by what the window asks, in milliseconds. */
const LONGEST_HOLD = 50;

/** How long the largest acts of the window hold the main process, asked over its bridge; on a processor, so once is enough. */
export const holds: Bench = {
  name: 'holds',
  async run() {
    const cleanup = createCleanup();
    try {
      const home = await createHome();
      cleanup.defer(() => home.remove());
      const elektrad = await startElektrad(cleanup);
      await storeMany(elektrad.http, manyNames(KEYS));
      const page = await openBarePage(cleanup, home, { ELEKTRA_WEB_ELEKTRAD_PORT: '0' });
      const { id } = await page.client.call('instances.create', { name: 'large', host: elektrad.url });
      const lines: Line[] = [];
      const measure: Measure = async (what, act) => {
        await page.longestHold();
        await act();
        lines.push(bounded(`${what}, longest hold of the main process, ms`, await page.longestHold(), LONGEST_HOLD));
      };
      await actOnKeys(page, id, measure);
      await actOnSettings(page, id, measure);
      await actOnFleet(page, measure);
      return lines;
    } finally {
      await cleanup.run();
    }
  },
};
