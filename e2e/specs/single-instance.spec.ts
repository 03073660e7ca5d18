import { startClusterd } from '../fixtures/fleet.ts';
import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';

test('the interface opens on the one instance of single-instance mode', async ({ page, cleanup, elektrad }) => {
  await elektrad.http.setAll({ 'user:/app/shown': 'yes' });
  const clusterd = await startClusterd(cleanup, { env: { INSTANCE: `user@${elektrad.url}` } });
  const instance = new InstancePage(page);

  await page.goto(await clusterd.process.signInLink());
  await expect(instance.heading('my')).toBeVisible();
  expect(page.url()).toBe(`${clusterd.url}/instances/my`);
  await expect(instance.keys.value('app/shown')).toContainText('yes');

  // Only the opening leads there: the fleet can be looked at, and an address that is given is kept.
  await page.goto(`${clusterd.url}/preferences`);
  expect(page.url()).toBe(`${clusterd.url}/preferences`);
  await expect(new Shell(page).instance('my')).toBeVisible();
  await page.goto(clusterd.url);
  await expect(instance.heading('my')).toBeVisible();
});
