import type { Request } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

test('a restricted key is shown with the reason, and can be written once the restriction is taken off', async ({
  open,
  admin,
  elektrad,
}) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/fixed': 'stays', 'user:/fixed/below': '1' });
  await elektrad.http.setMeta('user:/fixed', { 'restrict/write': '1', 'restrict/remove': '1' });
  const page = await open(`/instances/${id}?key=user:/fixed`);
  const instance = new InstancePage(page);
  const { keys, dialogs } = instance;
  const fixed = instance.panel('user:/fixed');
  await expect(fixed.region).toContainText('stays');
  await expect(fixed.region).toContainText('Writing is restricted.');
  await expect(fixed.field).toHaveCount(0);
  await expect(keys.row('fixed')).toContainText('restricted');

  await keys.row('fixed').press('Delete');
  await dialogs.confirmRemoval();
  await expect(dialogs.remove.getByRole('alert')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await elektrad.http.value('user:/fixed')).toBe('stays');

  await fixed.metadata.edit.click();
  await fixed.metadata.remove('No writing');
  await fixed.metadata.save();
  await fixed.save('goes');
  // The words of the saved metadata are still there, so they say nothing of the value.
  await expect.poll(() => elektrad.http.value('user:/fixed')).toBe('goes');
});

test('a viewer is told that a secret is not for them, and gets nothing of it', async ({
  page,
  admin,
  elektrad,
  visitAs,
}) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/key': 'hunter2' });
  await elektrad.http.setMeta('user:/key', { 'crypto/encrypt': '1' });
  const answers: Promise<string>[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().includes('/api/')) answers.push(bodyOf(request));
  });
  await visitAs('viewer', `/instances/${id}?key=user:/key`);
  const instance = new InstancePage(page);
  const { keys, search } = instance;
  await expect(instance.panel('user:/key').region).toContainText('This value is secret.');
  await expect(keys.value('key')).toHaveText('••••••••••');
  await search.field.fill('hunter');
  await expect(search.panel.getByText(WORDS.search.nothing)).toBeVisible();
  expect((await Promise.all(answers)).join('')).not.toContain('hunter2');
});

/** What was answered; nothing of a page that is gone. */
async function bodyOf(request: Request): Promise<string> {
  const answer = await request.response();
  return answer === null ? '' : answer.text();
}
