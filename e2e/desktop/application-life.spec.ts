import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../electron/desktop-test.ts';

test('menu, tray and log file of the application', async ({ startHere, home }) => {
  const application = await startHere({ env: { ELEKTRA_WEB_TRAY: 'yes' } });
  const page = await application.window();
  const linesOfTray = async () => (await application.tray())?.items.map(({ label }) => label);
  await expect.poll(linesOfTray).toContain('1 of 1 online');

  await application.chooseMenu('File', 'New instance…');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await application.windowAct('hide');
  await application.chooseTray('Preferences…');
  await expect(page).toHaveURL(/\/preferences$/);
  expect((await application.windowState()).visible).toBe(true);

  // Nothing waits, so nothing is asked.
  await application.chooseTray('Quit');
  expect((await application.process.ended).code).toBe(0);
  expect(await application.dialogs()).toEqual([]);
  const log = join(home.env['XDG_STATE_HOME'] ?? '', 'elektra-web', 'logs', 'elektra-web.log');
  for (const line of (await readFile(log, 'utf8')).trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
});
