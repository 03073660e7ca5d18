import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';

// A tall window: fewer frames until the end.
test.use({ viewport: { width: 1440, height: 2000 } });

const KEYS = 20_000;
const PARTS = 100;

/** `user:/large/p00/k000` … in key order. */
const names = Array.from(
  { length: KEYS },
  (_, index) =>
    `user:/large/p${String(Math.floor(index / (KEYS / PARTS))).padStart(2, '0')}/k${String(index % (KEYS / PARTS)).padStart(3, '0')}`,
);

test(`${KEYS.toLocaleString('en')} keys are scrolled through to the end, and none is missing`, async ({
  open,
  admin,
  elektrad,
}) => {
  test.slow();
  const { id } = await admin.call('instances.create', { name: 'large', host: elektrad.url });
  const configurations = names.map((name) => ({ key: name, value: name.slice(-4) }));
  await admin.call('keys.setAll', { id, key: 'user:/large', configurations });
  const page = await open(`/instances/${id}`);
  const { keys, search } = new InstancePage(page);
  await expect(page.getByRole('tab', { name: 'Keys' })).toContainText('20,000');
  await keys.openAll.click();
  const rows = Number(await keys.grid.getAttribute('aria-rowcount'));
  // The head, four namespaces, `large`, and what is below it.
  expect(rows).toBeGreaterThanOrEqual(KEYS + PARTS + 4);

  const seen = await keys.grid.evaluate(async (grid) => {
    const found = new Set<string>();
    // Scroll events come before the callbacks of a frame, so the rows are drawn by then.
    const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let top = 0; ; top += grid.clientHeight * 0.9) {
      grid.scrollTop = top;
      await drawn();
      for (const row of grid.querySelectorAll('[role=row][aria-rowindex]'))
        found.add(row.getAttribute('aria-rowindex') ?? '');
      if (top + grid.clientHeight >= grid.scrollHeight) return [...found].map(Number);
    }
  });
  expect(new Set(seen).size).toBe(rows);
  expect(Math.max(...seen)).toBe(rows);

  await search.field.fill('p99/k199');
  await expect(search.results).toHaveText(['user:/large/p99/k199']);
  await search.results.first().click();
  await expect(new InstancePage(page).panel('user:/large/p99/k199').field).toHaveValue('k199');
  // Its row has come into view, with the value that was read for it.
  await expect(keys.row('k199').last()).toBeVisible();
});
