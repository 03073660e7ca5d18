import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';

test('an address that names nothing says so and leads back', async ({ open, admin, elektrad }) => {
  await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  const page = await open('/no/such/page');
  await expect(new Shell(page).notFound).toBeVisible();
  await page.getByRole('link', { name: WORDS.app.toFleet }).click();
  await expect(page.getByRole('heading', { name: WORDS.fleet.heading })).toBeVisible();
});

test('an instance that is gone says so', async ({ open, admin, elektrad }) => {
  await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  const page = await open('/instances/nobody');
  await expect(page.getByText(WORDS.instance.unknown)).toBeVisible();
});

test('the address of a key opens it, whatever its name holds', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  const names = [
    'user:/plain',
    'user:/with space',
    'user:/a\\/b',
    'user:/100%',
    'user:/ümläut/€/?&#',
    'user:/#0',
    'user:/a\\\\',
  ];
  await elektrad.http.setAll(Object.fromEntries(names.map((name) => [name, `value of ${name}`])));
  for (const name of names) {
    const page = await open(`/instances/${id}?key=${encodeURIComponent(name)}`);
    await expect(new InstancePage(page).panel(name).field).toHaveValue(`value of ${name}`);
  }
});

test('back and forward walk through the keys that were looked at', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': '1', 'user:/b': '2' });
  const page = await open(`/instances/${id}`);
  const instance = new InstancePage(page);
  await instance.keys.select('a');
  await expect(instance.panel('user:/a').field).toHaveValue('1');
  await instance.keys.select('b');
  await expect(instance.panel('user:/b').field).toHaveValue('2');
  await page.goBack();
  await expect(instance.panel('user:/a').field).toHaveValue('1');
  await page.goForward();
  await expect(instance.panel('user:/b').field).toHaveValue('2');
});

test('nothing of the client comes from another place, and nothing is missing', async ({ page, clusterd }) => {
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  const failed: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.url().includes('/api/')) failed.push(response.url());
  });
  await page.goto(clusterd.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(requested.filter((url) => !url.startsWith(`${clusterd.url}/`) && !url.startsWith('data:'))).toEqual([]);
  expect(failed).toEqual([]);
});
