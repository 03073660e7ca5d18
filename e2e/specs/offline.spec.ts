import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';

test('an instance that is away is shown as offline, and comes back', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': 'stored' });
  const page = await open(`/instances/${id}`);
  const instance = new InstancePage(page);
  await expect(instance.keys.value('a')).toContainText('stored');

  await elektrad.process.kill();
  await instance.choose('test');
  await expect(instance.main).toContainText('offline');
  await page.reload();
  await expect(instance.main.getByRole('button', { name: 'Try again' })).toBeVisible();

  await elektrad.restart();
  await instance.main.getByRole('button', { name: 'Try again' }).click();
  await expect(instance.keys.value('a')).toContainText('stored');
});

test('a host that is away can be added, and its page says so', async ({ open, admin }) => {
  const { id } = await admin.call('instances.create', { name: 'away', host: 'http://127.0.0.1:1' });
  const page = await open(`/instances/${id}`);
  await expect(new InstancePage(page).main).toContainText('offline');
  await expect(new Shell(page).instance('away')).toBeVisible();
});

test('clusterd is started anew under an open page: nothing that was typed is lost', async ({
  open,
  admin,
  clusterd,
  elektrad,
  browserLog,
}) => {
  browserLog.allow(
    /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/,
  );
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': 'before' });
  const page = await open(`/instances/${id}?key=user:/a`);
  const shell = new Shell(page);
  const panel = new InstancePage(page).panel('user:/a');
  await panel.field.fill('typed while away');

  await clusterd.process.kill();
  await panel.saveAct.click();
  await expect(shell.banner).toBeVisible();
  await expect(panel.region).toContainText(WORDS.key.kept);
  await expect(panel.field).toHaveValue('typed while away');

  await clusterd.restart();
  await shell.tryNow();
  await expect(shell.banner).toBeHidden();
  await expect(panel.field).toHaveValue('typed while away');
  await panel.saveAct.click();
  await expect(panel.says(WORDS.key.saved)).toBeVisible();
  expect(await elektrad.http.value('user:/a')).toBe('typed while away');
});

test('what was typed survives a reload', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': 'before' });
  const page = await open(`/instances/${id}?key=user:/a`);
  const panel = new InstancePage(page).panel('user:/a');
  await panel.field.fill('not saved');
  await page.reload();
  await expect(panel.field).toHaveValue('not saved');
  await panel.button(WORDS.key.discard).click();
  await expect(panel.field).toHaveValue('before');
});

test('a page that is opened while clusterd is away explains itself and goes on by itself', async ({
  open,
  page,
  admin,
  clusterd,
  elektrad,
  browserLog,
}) => {
  browserLog.allow(
    /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_FAILED|ERR_INTERNET_DISCONNECTED/,
  );
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await open('/');
  // The page itself comes, its first question is not answered.
  await page.route('**/api/**', (route) => route.abort('connectionrefused'));
  await page.goto(`${clusterd.url}/instances/${id}`);
  await expect(new Shell(page).offline).toBeVisible();
  await page.unroute('**/api/**');
  await new Shell(page).tryNow();
  await expect(new InstancePage(page).heading('web-1')).toBeVisible();
});
