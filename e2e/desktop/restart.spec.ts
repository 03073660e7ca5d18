import { readFile } from 'node:fs/promises';
import { expect, test } from '../electron/desktop-test.ts';
import { InstanceDialog } from '../pages/instance-dialog.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';

test('start, kill -9, start: nothing is lost, the lock is taken over, the window is where it was', async ({
  start,
  elektrad,
  context,
  home,
}) => {
  const first = await start();
  const page = await first.window();
  await new Shell(page).addInstance.click();
  const dialog = new InstanceDialog(page);
  await dialog.host.fill(elektrad.url);
  await dialog.name.fill('web-1');
  await dialog.save.click();
  await expect(new InstancePage(page).heading('web-1')).toBeVisible();
  const bounds = { x: 120, y: 80, width: 1111, height: 777 };
  await first.windowAct('setBounds', bounds);
  await expect.poll(async () => (await first.windowState()).bounds).toEqual(bounds);
  // It is stored a moment after the window was moved.
  const kept = () => readFile(home.path('config', 'elektra-web', 'window-state.json'), 'utf8').catch(() => '');
  await expect.poll(kept).toContain('1111');
  await first.process.kill();
  await Promise.all(context.pages().map((each) => each.close()));

  const second = await start();
  const again = await second.window();
  await expect(new Shell(again).instance('web-1')).toBeVisible();
  await expect.poll(async () => (await second.windowState()).bounds).toEqual(bounds);
  await second.quit();
  expect(await second.process.ended).toEqual({ code: 0, signal: null });
});
