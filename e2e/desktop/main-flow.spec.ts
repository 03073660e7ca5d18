import { expect, test } from '../electron/desktop-test.ts';
import { FirstStartPage } from '../pages/first-start-page.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

test('one instance is managed in the window, over the bridge', async ({ start, elektrad }) => {
  await elektrad.http.setAll({ 'user:/app/port': '8080' });
  const application = await start();
  const page = await application.window();
  const instance = new InstancePage(page);
  await new FirstStartPage(page).add(elektrad.url);
  await expect(instance.heading(`127.0.0.1:${new URL(elektrad.url).port}`)).toBeVisible();
  await expect(instance.keys.value('port')).toContainText('8080');
  await instance.keys.select('port');
  const panel = instance.panel('user:/app/port');
  await panel.save('9090');
  await expect(panel.says(WORDS.key.saved)).toBeVisible();
  expect(await elektrad.http.value('user:/app/port')).toBe('9090');
});
