import { openPage, signInBrowser } from '../fixtures/person.ts';
import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';

const KEY = 'user:/shared';

test('two people edit the same key: the second is told, and takes theirs or keeps mine', async ({
  open,
  admin,
  clusterd,
  elektrad,
  browser,
  cleanup,
}) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ [KEY]: 'first' });
  const address = `/instances/${id}?key=${encodeURIComponent(KEY)}`;
  const other = await browser.newContext();
  cleanup.defer(() => other.close());
  await signInBrowser(other, admin, clusterd.url);

  const ada = new InstancePage(await open(address)).panel(KEY);
  const bob = new InstancePage(await openPage(other, clusterd.url, address)).panel(KEY);
  await expect(ada.field).toHaveValue('first');
  await expect(bob.field).toHaveValue('first');

  await bob.field.fill("bob's first");
  await ada.save("ada's first");
  await expect(ada.says(WORDS.key.saved)).toBeVisible();
  await bob.saveAct.click();
  await expect(bob.conflict).toBeVisible();
  await expect(bob.region).toContainText("ada's first");
  await expect(bob.region).toContainText("bob's first");
  expect(await elektrad.http.value(KEY)).toBe("ada's first");
  await bob.button(WORDS.key.take).click();
  await expect(bob.field).toHaveValue("ada's first");
  await expect(bob.conflict).toBeHidden();

  await bob.field.fill("bob's second");
  await ada.save("ada's second");
  await expect(ada.says(WORDS.key.saved)).toBeVisible();
  // Bob is told before he saves.
  await expect(bob.conflict).toBeVisible();
  await expect(bob.field).toHaveValue("bob's second");
  await expect(bob.region).toContainText("ada's second");
  await bob.button(WORDS.key.keep).click();
  await expect(bob.says(WORDS.key.saved)).toBeVisible();
  expect(await elektrad.http.value(KEY)).toBe("bob's second");
});

test('what somebody else does is seen without asking', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ [KEY]: 'first' });
  const page = await open(`/instances/${id}?key=${encodeURIComponent(KEY)}`);
  const panel = new InstancePage(page).panel(KEY);
  await expect(panel.field).toHaveValue('first');
  await admin.call('keys.set', { id, key: KEY, value: 'second' });
  await expect(panel.field).toHaveValue('second');
  await admin.call('instances.create', { name: 'web-2', host: 'http://127.0.0.1:1' });
  await expect(new Shell(page).instance('web-2')).toBeVisible();
});

test('a key that somebody removed meanwhile is not lost from the page', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ [KEY]: 'there', 'user:/other': '' });
  const panel = new InstancePage(await open(`/instances/${id}?key=${encodeURIComponent(KEY)}`)).panel(KEY);
  await panel.field.fill('typed');
  await admin.call('keys.remove', { id, key: KEY });
  await panel.saveAct.click();
  await expect(panel.conflict).toBeVisible();
  await panel.button(WORDS.key.keep).click();
  await expect(panel.says(WORDS.key.saved)).toBeVisible();
  expect(await elektrad.http.value(KEY)).toBe('typed');
});
