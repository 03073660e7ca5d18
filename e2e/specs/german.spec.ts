import { expect, test } from '../fixtures/test.ts';

test.describe('a browser that asks for German', () => {
  test.use({ locale: 'de-AT' });

  test('gets German words, numbers and the page’s language', async ({ open, admin, elektrad }) => {
    const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
    const configurations = Array.from({ length: 1200 }, (_, index) => ({ key: `k${index}`, value: '' }));
    await admin.call('keys.setAll', { id, key: 'user:/many', configurations });
    const page = await open(`/instances/${id}?key=user:/many/k0`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('button', { name: 'Neuer Schlüssel' })).toBeVisible();
    await expect(page.getByRole('tab', { name: 'Schlüssel' })).toContainText('1.200');
    await expect(page.getByRole('textbox', { name: 'user:/many/k0' })).toBeVisible();
    await page.screenshot({ path: 'test-results/screenshots/main-german.png' });
  });
});

test('the language is chosen in the preferences and stays after a reload', async ({ open, admin, elektrad }) => {
  await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  const page = await open('/preferences');
  await page.getByRole('radio', { name: 'Deutsch' }).check({ force: true });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Voreinstellungen');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Voreinstellungen');
});
