import type { Page } from '@playwright/test';
import { expect, test } from '../electron/desktop-test.ts';
import { WorkplacePage } from '../pages/workplace-page.ts';

/** What lies beside the window, or would make it scroll sideways. */
async function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const wide = [document.documentElement, ...document.querySelectorAll('main, main > *')];
    const controls = [...document.querySelectorAll('header button, main button, main input, main h2')];
    return [
      ...wide.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1),
      ...controls.filter((one) => one.getBoundingClientRect().right > window.innerWidth),
    ].map((one) => one.outerHTML.slice(0, 100));
  });
}

test('the menu and the tray lead to remote access, the focus with them, also from further down the page', async ({
  startHere,
}) => {
  const application = await startHere({ env: { ELEKTRA_WEB_TRAY: 'yes' } });
  const page = await application.window();
  const heading = page.getByRole('heading', { name: 'Remote access' });
  await new WorkplacePage(page).choose('Remote access: off');
  await expect(heading).toBeFocused();
  await page.getByRole('heading', { name: 'Updates' }).scrollIntoViewIfNeeded();
  await page.getByRole('banner').getByRole('link').first().focus();
  await application.chooseTray('Remote access is off');
  await expect(heading).toBeFocused();
  await expect(heading).toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('switch', { name: 'Remote access' })).toBeFocused();
});

test('the preferences fit the smallest window at 200 %, in every language', async ({ startHere }) => {
  const application = await startHere();
  const page = await application.window();
  await application.chooseMenu('File', 'Preferences…');
  await expect(page.getByText('Kept in', { exact: true })).toBeVisible();
  for (const language of ['Deutsch', 'English']) {
    await page.getByRole('radio', { name: language }).check({ force: true });
    for (const [width, height] of [
      [1440, 900],
      [800, 600],
      [720, 450],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await overflowing(page), `${language}, ${width}`).toEqual([]);
    }
  }
});
