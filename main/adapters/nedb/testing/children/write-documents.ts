import { createSilentLog } from '../../../../clusterd/testing/silent-log.ts';
import { createSystemClock } from '../../../../platform/system-clock.ts';
import { sayAtOnce } from '../../../../testing/say-at-once.ts';
import { openNedbStore } from '../../nedb-store.ts';

/**
 * Puts documents `x/<n % ids>` with the number n, n = 0, 1, …, and says `<n>` on standard output when one is acknowledged.
 * Arguments: the data file, how many documents, how many ids, how many side by side.
 */
const [file = '', count, ids, width] = process.argv.slice(2);
const store = await openNedbStore({
  file,
  log: createSilentLog(),
  clock: createSystemClock(),
  compaction: { afterIdleMs: 1, superfluousLines: 20 },
});
let next = 0;

async function putOneByOne(): Promise<void> {
  while (next < Number(count)) {
    const n = next;
    next += 1;
    await store.put({ _id: `x/${n % Number(ids)}`, n, filler: 'ä'.repeat(n % 50) });
    sayAtOnce(String(n));
  }
}

await Promise.all(Array.from({ length: Number(width) }, putOneByOne));
await store.close();
