import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

test('a subtree gets another name, with values and metadata', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/old/a': 'one', 'user:/old/b/c': 'two', 'user:/taken': 'yes' });
  await elektrad.http.setMeta('user:/old/a', { description: 'kept' });
  const page = await open(`/instances/${id}`);
  const instance = new InstancePage(page);
  const { keys, dialogs } = instance;

  await keys.select('old');
  await keys.row('old').press('F2');
  await dialogs.name(dialogs.rename).fill('user:/taken');
  await expect(dialogs.rename.getByText(WORDS.keys.taken)).toBeVisible();
  await dialogs.name(dialogs.rename).fill('user:/new');
  await dialogs.confirmRename();
  await expect(dialogs.rename).toBeHidden();
  await expect(keys.row('new')).toBeVisible();
  await expect(keys.row('old')).toBeHidden();
  await keys.select('a');
  await expect(instance.panel('user:/new/a').region).toContainText('kept');

  expect(await elektrad.http.names('user:/')).toEqual(['user:/new/a', 'user:/new/b/c', 'user:/taken']);
  const { value, meta } = await elektrad.http.client.call('kdb.get', { name: 'user:/new/a' });
  expect({ value, meta }).toEqual({ value: 'one', meta: { description: 'kept' } });
});
