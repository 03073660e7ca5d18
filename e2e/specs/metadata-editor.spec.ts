import type { InstanceId } from '#shared/model/instance.ts';
import type { ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startElektrad, startFieldElektrad } from '../fixtures/fleet.ts';
import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

const KINDS = { 'our elektrad': startElektrad, 'the double of the field’s elektrad': startFieldElektrad } as const;
const PORT = 'user:/app/port';
const LEVEL = 'user:/app/level';

for (const [kind, start] of Object.entries(KINDS)) {
  test(`metadata are edited over ${kind}, and stay so after a reload`, async ({ open, admin, cleanup }) => {
    test.slow();
    const { url } = await start(cleanup);
    const { id } = await admin.call('instances.create', { name: 'web-1', host: url });
    await admin.call('keys.set', { id, key: PORT, value: '8080' });
    await admin.call('keys.set', { id, key: LEVEL, value: 'warn' });
    const first = { 'x-owner': 'platform', 'x-team': 'web', type: 'unsigned_short' };
    await setMeta(admin, id, PORT, first);
    const page = await open(`/instances/${id}?key=${encodeURIComponent(PORT)}`);
    const instance = new InstancePage(page);
    const { metadata } = instance.panel(PORT);

    await test.step('known kinds and unknown metakeys, not saved yet', async () => {
      await metadata.add('Description');
      await expect(metadata.field('Description')).toBeFocused();
      await page.keyboard.type('Where it listens');
      await metadata.add('Range');
      await metadata.field('Range').fill('1-10000');
      await metadata.addOther('x-seen', 'yes');
      await metadata.field('x-owner').fill('web');
      await metadata.remove('x-team');
      await metadata.remove('Type');
      await metadata.undo('Type');
      await expect(metadata.says('5 edited, not saved yet')).toBeVisible();
      expect(await metaOf(admin, id, PORT)).toEqual(first);
    });

    const second = {
      type: 'unsigned_short',
      description: 'Where it listens',
      'check/range': '1-10000',
      'x-owner': 'web',
      'x-seen': 'yes',
    };
    await test.step('survive a reload, and are saved together', async () => {
      await page.reload();
      await expect(metadata.says('5 edited, not saved yet')).toBeVisible();
      await expect(metadata.field('Range')).toHaveValue('1-10000');
      await expect(metadata.row('x-team')).toContainText('to be removed');
      await metadata.save();
      expect(await metaOf(admin, id, PORT)).toEqual(second);
      await page.reload();
      await expect(metadata.region).toContainText('1-10000');
      await expect(metadata.region).not.toContainText('x-team');
      await expect(metadata.says(WORDS.metadata.unsaved)).toBeHidden();
    });

    await test.step('what Elektra refuses stays in place with its words', async () => {
      await metadata.edit.click();
      await metadata.choose('Type', 'boolean');
      await metadata.saveAct.click();
      await expect(metadata.rejection).toContainText('C03200');
      await expect(metadata.rejection).toContainText('8080');
      expect(await metaOf(admin, id, PORT)).toEqual(second);
      await metadata.button('Back to what is stored').click();
      await expect(metadata.rejection).toBeHidden();
    });

    await test.step('what somebody else changed is shown with both values', async () => {
      await metadata.field('Description').fill('mine');
      await metadata.field('x-owner').fill('mine too');
      await setMeta(admin, id, PORT, { description: 'theirs' });
      await expect(metadata.conflict).toBeVisible();
      expect((await metaOf(admin, id, PORT))['description']).toBe('theirs');
      await metadata.button(WORDS.key.take).click();
      await expect(metadata.conflict).toBeHidden();
      await metadata.save();
      expect(await metaOf(admin, id, PORT)).toEqual({ ...second, description: 'theirs', 'x-owner': 'mine too' });
    });

    await test.step('a list of choices makes the value a choice', async () => {
      await instance.keys.select('level');
      const level = instance.panel(LEVEL);
      await level.metadata.add('Choices');
      await expect(level.metadata.field('Choices', 'Allowed values, element 1')).toBeFocused();
      for (const choice of ['debug', 'warn', 'error']) {
        await page.keyboard.type(choice);
        await page.keyboard.press('Enter');
      }
      await level.metadata.button('Remove element 4').click();
      await level.metadata.add('Type');
      await level.metadata.choose('Type', 'enum');
      await level.metadata.save();
      await page.reload();
      await expect(level.field).toHaveRole('combobox');
      await level.choose('error');
      await level.saveAct.click();
      await expect(level.says(WORDS.key.saved).first()).toBeVisible();
      expect(await metaOf(admin, id, LEVEL)).toEqual({
        type: 'enum',
        'check/enum': '#2',
        'check/enum/#0': 'debug',
        'check/enum/#1': 'warn',
        'check/enum/#2': 'error',
      });
    });
  });
}

async function metaOf(admin: ClusterdHttp, id: InstanceId, key: string) {
  const { keys } = await admin.call('keys.readMany', { id, keys: [key] });
  return keys[0]?.meta ?? {};
}

async function setMeta(admin: ClusterdHttp, id: InstanceId, name: string, meta: Readonly<Record<string, string>>) {
  for (const [key, value] of Object.entries(meta)) await admin.call('keys.setMeta', { id, name, key, value });
}
