import { expect, test } from '../electron/desktop-test.ts';
import { InstanceDialog } from '../pages/instance-dialog.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';
import { leaveDeliveryPending } from './leave-delivery-pending.ts';

test('a crashed page comes back with what was typed; quitting says what waits', async ({
  startHere,
  elektrad,
  browserLog,
}) => {
  browserLog.allow(/./);
  await elektrad.http.setAll({ 'user:/app/port': '8080', 'user:/app/name': 'a' });
  const application = await startHere();
  const first = await application.window();
  const shell = new Shell(first);
  await shell.addInstance.click();
  const dialog = new InstanceDialog(first);
  await dialog.host.fill(elektrad.url);
  await dialog.name.fill('web-1');
  await dialog.save.click();
  const before = new InstancePage(first);
  await before.keys.select('port');
  await before.panel('user:/app/port').field.fill('9090');
  await expect(before.panel('user:/app/port').says(WORDS.key.notSavedYet)).toBeVisible();

  const returned = first.context().waitForEvent('page');
  await application.crash();
  const page = await returned;
  const instance = new InstancePage(page);
  const panel = instance.panel('user:/app/port');
  await expect(panel.field).toHaveValue('9090');
  await expect(panel.says(WORDS.key.notSavedYet)).toBeVisible();
  expect(await elektrad.http.value('user:/app/port')).toBe('8080');

  const cluster = await leaveDeliveryPending(page, 'web-1', () => elektrad.process.kill());

  const said = async () => JSON.stringify((await application.dialogs()).map(({ options }) => options));
  const buttons = async () => (await application.dialogs())[0]?.options.buttons ?? [];
  await application.answerDialogs({ button: 1 });
  await application.chooseMenu('File', 'Quit Elektra Web');
  await expect.poll(said).toContain('1');
  expect(await said()).toMatch(/closed/);
  expect(await buttons()).toEqual(['Quit', 'Cancel']);
  await expect(cluster.rollout).toBeVisible();
  await application.answerDialogs({ button: 0 });
  await application.quit();
  expect(await application.process.ended).toEqual({ code: 0, signal: null });
});
