import { startClusterd } from '../fixtures/fleet.ts';
import { look } from '../fixtures/look.ts';
import { expect, test } from '../electron/desktop-test.ts';

/** The parts of screens that the documents show: nothing of the machine on which they are taken. */
const MENU = { x: 0, y: 0, width: 640, height: 240 };
const PREFERENCES = { x: 288, y: 48, width: 852, height: 560 };

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('the window’s own screens: their pictures in both themes, and nothing that axe finds', async ({
  startHere,
  cleanup,
}) => {
  test.slow();
  const remote = await startClusterd(cleanup);
  const application = await startHere({ env: { ELEKTRA_WEB_TRAY: 'yes' } });
  const page = await application.window();
  const dialog = page.getByRole('dialog');
  const place = page.getByRole('button', { name: 'Where the data live' });

  await place.click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look(page, 'workplace-menu', { docs: { clip: MENU } });
  await page.getByRole('menuitem', { name: 'Remote access: off' }).click();
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Remote access' })).toBeInViewport();
  await expect(page.getByRole('banner')).toBeInViewport();
  await expect(page.getByText('Kept in', { exact: true })).toBeVisible();
  await look(page, 'desktop-preferences', { docs: { clip: PREFERENCES } });
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill(new URL(remote.url).port);
  await page.getByRole('switch', { name: 'Remote access' }).click();
  await expect(page.getByText('It could not be started.')).toBeVisible();
  await look(page, 'remote-access-failed');

  for (const [act, name] of [
    ['Back up…', 'backup'],
    ['Move to a server…', 'move-to-server'],
  ] as const) {
    await page.getByRole('button', { name: act }).click();
    await expect(dialog).toBeVisible();
    await look(page, name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: act })).toBeFocused();
  }

  await page.getByRole('button', { name: 'Connect to a remote clusterd…' }).click();
  await dialog.getByRole('textbox', { name: 'Address' }).fill(remote.url);
  await dialog.getByLabel('Access token', { exact: true }).fill('unknown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('does not let this window in')).toBeVisible();
  await look(page, 'connect-refused');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await application.chooseMenu('Help', 'About Elektra Web and licences');
  await expect(dialog.getByRole('button', { name: 'Copy versions' })).toBeVisible();
  await look(page, 'about');
});
