import type { Page } from '@playwright/test';
import type { ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startElektrad, startFieldElektrad } from '../fixtures/fleet.ts';
import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';

const KINDS = { 'our elektrad': startElektrad, 'the double of the field’s elektrad': startFieldElektrad } as const;

const KEYS = {
  'user:/a/one': '1',
  'user:/a/two/deep': '2',
  'user:/b': '',
  'user:/b/one': 'other',
  'user:/list/#0': 'first',
  'user:/list/#1': 'second',
  'user:/t': '',
} as const;

for (const [kind, start] of Object.entries(KINDS)) {
  test.describe(`over ${kind}`, () => {
    test('keys are duplicated, copied, cut, moved and dragged, and stay so after a reload', async ({
      open,
      admin,
      cleanup,
    }) => {
      test.slow();
      const { url } = await start(cleanup);
      const { id } = await admin.call('instances.create', { name: 'web-1', host: url });
      for (const [key, value] of Object.entries(KEYS)) await admin.call('keys.set', { id, key, value });
      await admin.call('keys.setMeta', { id, name: 'user:/a/one', key: 'description', value: 'kept' });
      const page = await open(`/instances/${id}`);
      const instance = new InstancePage(page);
      const { keys, dialogs } = instance;
      await keys.openAll.click();

      await test.step('duplicate by the keyboard, under the offered name', async () => {
        await keys.select('a');
        await keys.row('a').press('ControlOrMeta+d');
        await expect(dialogs.name(dialogs.duplicate)).toHaveValue('user:/a_copy');
        await dialogs.confirmDuplicate();
        await expect(instance.panel('user:/a_copy').region).toBeVisible();
        await expect(keys.row('a_copy')).toBeFocused();
        expect(await valuesOf(admin, id, 'user:/a_copy')).toEqual({
          'user:/a_copy/one': '1',
          'user:/a_copy/two/deep': '2',
        });
      });

      await test.step('an element of an array gets the next number', async () => {
        await keys.choose('#0', 'duplicate');
        await expect(dialogs.name(dialogs.duplicate)).toHaveValue('user:/list/#2');
        await dialogs.confirmDuplicate();
        await expect(keys.value('#2')).toContainText('first');
      });

      await test.step('cut two, paste them below another', async () => {
        await keys.select('#1');
        await keys.selectToo('#2');
        await keys.row('#2').press('ControlOrMeta+x');
        await expect(keys.kind('#1')).toContainText('cut');
        await keys.row('#2').press('Escape');
        await expect(keys.kind('#1')).not.toContainText('cut');
        await keys.row('#2').press('ControlOrMeta+x');
        await keys.select('t');
        await keys.row('t').press('ControlOrMeta+v');
        await expect(instance.panel('user:/t/#1').region).toBeVisible();
        expect(await valuesOf(admin, id, 'user:/list')).toEqual({ 'user:/list/#0': 'first' });
        expect(await valuesOf(admin, id, 'user:/t')).toEqual({
          'user:/t': '',
          'user:/t/#1': 'second',
          'user:/t/#2': 'first',
        });
      });

      await test.step('what is there already is asked about: keep both', async () => {
        await keys.choose('a', 'copy');
        await keys.choose('b', 'paste');
        await expect(instance.panel('user:/b/a').region).toBeVisible();
        await keys.choose('b', 'paste');
        await expect(dialogs.replace).toContainText('user:/b/a/one');
        await dialogs.keepBoth();
        await expect(instance.panel('user:/b/a_copy').region).toBeVisible();
      });

      await test.step('and replace', async () => {
        await keys.filter.fill('user:/a_copy');
        await keys.choose('a_copy', 'move');
        await dialogs.moveBelow('user:/b');
        await expect(dialogs.replace).toContainText('user:/b/a_copy/one');
        await admin.call('keys.set', { id, key: 'user:/a_copy/one', value: 'newer' });
        await dialogs.confirmReplacement();
        await expect(instance.panel('user:/b/a_copy').region).toBeVisible();
        await keys.filter.fill('');
        expect(await valuesOf(admin, id, 'user:/b')).toEqual({
          'user:/b': '',
          'user:/b/a/one': '1',
          'user:/b/a/two/deep': '2',
          'user:/b/a_copy/one': 'newer',
          'user:/b/a_copy/two/deep': '2',
          'user:/b/one': 'other',
        });
      });

      await test.step('drag a key onto another one', async () => {
        await keys.drag('list/#0', 't');
        await expect(instance.panel('user:/t/#0').region).toBeVisible();
        expect(await valuesOf(admin, id, 'user:/list')).toEqual({});
        expect(await valuesOf(admin, id, 'user:/t/#0')).toEqual({ 'user:/t/#0': 'first' });
      });

      await test.step('reload, and find everything as left', async () => {
        const before = await valuesOf(admin, id, 'user:/');
        await page.reload();
        await expect(instance.panel('user:/t/#0').field).toHaveValue('first');
        await keys.filter.fill('user:/b/a/one');
        await keys.select('a/one');
        await expect(instance.panel('user:/b/a/one').region).toContainText('kept');
        await expect(instance.panel('user:/b/a/one').field).toHaveValue('1');
        expect(await valuesOf(admin, id, 'user:/')).toEqual(before);
      });
    });

    test('keys are pasted into another instance with their metadata', async ({ open, admin, cleanup }) => {
      const from = await start(cleanup);
      const to = await startElektrad(cleanup);
      const { id } = await admin.call('instances.create', { name: 'web-1', host: from.url });
      await admin.call('instances.create', { name: 'web-2', host: to.url });
      await admin.call('keys.set', { id, key: 'user:/a', value: '1' });
      await admin.call('keys.set', { id, key: 'user:/a/below', value: '2' });
      await admin.call('keys.setMeta', { id, name: 'user:/a', key: 'description', value: 'kept' });
      const page = await open(`/instances/${id}`);
      const { keys } = new InstancePage(page);
      await keys.choose('a', 'copy');
      await goTo(page, 'web-2');
      await keys.choose('user:/', 'paste');
      await expect(new InstancePage(page).panel('user:/a').region).toContainText('kept');
      expect(await to.http.names('user:/')).toEqual(['user:/a', 'user:/a/below']);
      const { value, meta } = await to.http.client.call('kdb.get', { name: 'user:/a' });
      expect({ value, meta }).toEqual({ value: '1', meta: { description: 'kept' } });
    });
  });
}

test('a long act is cancelled, and everything is as it was', async ({ open, admin, cleanup }) => {
  test.slow();
  const { url } = await startFieldElektrad(cleanup);
  const { id } = await admin.call('instances.create', { name: 'web-1', host: url });
  const configurations = Array.from({ length: 1_000 }, (_, at) => ({ key: `k${at}`, value: `${at}` }));
  await admin.call('keys.setAll', { id, key: 'user:/many', configurations });
  const page = await open(`/instances/${id}`);
  const { keys, dialogs } = new InstancePage(page);
  await keys.choose('many', 'duplicate');
  await dialogs.confirmDuplicate();
  // It has written some of them, and is far from the last one.
  await expect(dialogs.duplicate.getByText(/^\d+ of 1,000 keys done$/)).toBeVisible();
  await dialogs.cancel(dialogs.duplicate);
  await expect(dialogs.duplicate.getByRole('button', { name: 'Duplicate' })).toBeEnabled();
  expect(Object.keys(await valuesOf(admin, id, 'user:/many_copy'))).toEqual([]);
  await dialogs.cancel(dialogs.duplicate);
  await expect(dialogs.duplicate).toBeHidden();
  await expect(keys.row('many')).toBeVisible();
  await expect(keys.row('many_copy')).toBeHidden();
});

async function goTo(page: Page, instance: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Fleet' }).getByRole('row', { name: instance }).click();
  await expect(page.getByRole('heading', { level: 1, name: instance })).toBeVisible();
}

/** Past the browser: what clusterd says there is at and below a key. */
async function valuesOf(
  admin: ClusterdHttp,
  id: Parameters<typeof admin.call<'keys.read'>>[1]['id'],
  key: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { ls } = await admin.call('keys.read', { id, key, children: false });
  const { keys } = await admin.call('keys.readMany', { id, keys: ls });
  return Object.fromEntries(keys.map((state) => [state.key, state.value]));
}
