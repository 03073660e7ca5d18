import { startElektrad } from '../fixtures/fleet.ts';
import { expect, test } from '../electron/desktop-test.ts';
import { ClusterPage } from '../pages/cluster-page.ts';
import { InstanceDialog } from '../pages/instance-dialog.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';

const LIMIT = 'user:/app/limit';

test('the main flow in the window: an instance, its keys, a cluster with its plan, over the bridge alone', async ({
  start,
  elektrad,
  cleanup,
}) => {
  test.slow();
  const second = await startElektrad(cleanup);
  await elektrad.http.setAll({ 'user:/app/port': '8080', [LIMIT]: '10', 'system:/sw/other/seen': 'yes' });
  await elektrad.http.setMeta('user:/app/port', { type: 'unsigned_short', 'check/range': '1024-65535' });
  const application = await start();
  const page = await application.window();
  const requests: string[] = [];
  page.on('request', (request) => void requests.push(request.url()));
  const shell = new Shell(page);
  const instance = new InstancePage(page);
  const { keys, dialogs } = instance;
  const cluster = new ClusterPage(page);

  async function add(name: string, host: string): Promise<void> {
    await shell.addInstance.click();
    const dialog = new InstanceDialog(page);
    await dialog.host.fill(host);
    await dialog.name.fill(name);
    await dialog.save.click();
    await expect(instance.heading(name)).toBeVisible();
  }

  await test.step('two instances are added; the same again is refused, and by which it is taken', async () => {
    await add('web-1', elektrad.url);
    await add('web-2', second.url);
    await shell.addInstance.click();
    const dialog = new InstanceDialog(page);
    await dialog.host.fill(elektrad.url);
    await expect(dialog.existing('web-1')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('a value is edited, refused in Elektra’s words, and stored', async () => {
    await shell.instance('web-1').click();
    await keys.select('port');
    const panel = instance.panel('user:/app/port');
    await panel.save('99');
    await expect(panel.rejection).toContainText('C03200');
    await panel.save('9090');
    await expect(panel.says(WORDS.key.saved)).toBeVisible();
    expect(await elektrad.http.value('user:/app/port')).toBe('9090');
  });

  await test.step('a key is made, found and removed', async () => {
    await dialogs.create('user:/app/note', 'ä ∞ 👍');
    expect(await elektrad.http.value('user:/app/note')).toBe('ä ∞ 👍');
    await instance.search.field.fill('seen');
    await expect(instance.search.results).toHaveText(['system:/sw/other/seen']);
    await page.keyboard.press('Escape');
    await keys.select('note');
    await keys.row('note').press('Delete');
    await expect(keys.row('note')).toBeHidden();
    expect(await elektrad.http.names('user:/app')).not.toContain('user:/app/note');
  });

  await test.step('a cluster sets what both get, told by events', async () => {
    await cluster.create('Web');
    for (const name of ['web-1', 'web-2']) {
      await cluster.join(name, 'Web');
      await cluster.apply();
      await expect(cluster.row(name)).toHaveAttribute('aria-level', '2');
    }
    await cluster.row('Web').click();
    await cluster.keys.newKey.click();
    await cluster.dialog.getByRole('textbox', { name: 'Name' }).fill(LIMIT);
    await cluster.dialog.getByRole('textbox', { name: 'Value' }).fill('20');
    await cluster.dialog.getByRole('button', { name: 'Create' }).click();
    await expect(cluster.plan).toContainText('web-2');
    await cluster.apply();
    await expect(cluster.rollout).toContainText(/2\s*applied/);
    expect([await elektrad.http.value(LIMIT), await second.http.value(LIMIT)]).toEqual(['20', '20']);
  });

  await test.step('reload, and find everything as left', async () => {
    const address = page.url();
    await page.reload();
    await expect(page).toHaveURL(address);
    await shell.instance('web-1').click();
    await expect(keys.value('port')).toContainText('9090');
    await keys.select('limit');
    await expect(page.getByText(WORDS.cluster.locked)).toBeVisible();
  });

  const foreign = requests.filter((url) => !url.startsWith('https://elektra.invalid/'));
  expect(foreign).toEqual([]);
});
