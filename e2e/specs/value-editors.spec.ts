import type { Page } from '@playwright/test';
import type { InstanceId } from '#shared/model/instance.ts';
import type { ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startElektrad, startFieldElektrad } from '../fixtures/fleet.ts';
import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

const KINDS = { 'our elektrad': startElektrad, 'the double of the field’s elektrad': startFieldElektrad } as const;
const ENUMERATION = { 'check/enum': '#2', 'check/enum/#0': 'read', 'check/enum/#1': 'write', 'check/enum/#2': 'own' };
const LIST = 'user:/app/list';
const KEYS: readonly { readonly key: string; readonly value: string; readonly meta: Record<string, string> }[] = [
  { key: 'user:/app/big', value: '9223372036854775806', meta: { type: 'long_long' } },
  { key: 'user:/app/port', value: '8080', meta: { type: 'unsigned_short', 'check/range': '1-1023,8080-8090' } },
  { key: 'user:/app/rights', value: 'read', meta: { ...ENUMERATION, 'check/enum/delimiter': ' ', type: 'enum' } },
  { key: LIST, value: '', meta: { array: '#2' } },
  { key: `${LIST}/#0`, value: 'a', meta: { description: 'the first' } },
  { key: `${LIST}/#1`, value: 'b', meta: {} },
  { key: `${LIST}/#2`, value: 'c', meta: {} },
];

for (const [kind, start] of Object.entries(KINDS)) {
  test(`values are edited by what their metadata say over ${kind}`, async ({ open, admin, cleanup }) => {
    test.slow();
    const { url } = await start(cleanup);
    const { id } = await admin.call('instances.create', { name: 'web-1', host: url });
    for (const { key, value, meta } of KEYS) {
      await admin.call('keys.set', { id, key, value });
      for (const [metakey, text] of Object.entries(meta))
        await admin.call('keys.setMeta', { id, name: key, key: metakey, value: text });
    }
    const page = await open(`/instances/${id}`);
    const { keys, panel } = openPanels(page);
    await keys.openAll.click();

    await test.step('a number of 64 bits', async () => {
      await keys.select('big');
      const big = panel('user:/app/big');
      await big.field.press('ArrowUp');
      await expect(big.field).toHaveValue('9223372036854775807');
      await big.field.press('Enter');
      await expect(big.says(WORDS.key.saved)).toBeVisible();
      expect(await valuesOf(admin, id, 'user:/app/big')).toEqual(['9223372036854775807']);
    });

    await test.step('a number out of its ranges is said before it is saved', async () => {
      await keys.select('port');
      const port = panel('user:/app/port');
      await expect(port.region).toContainText('1-1023,8080-8090');
      await port.field.fill('2000');
      await expect(port.says('Elektra would refuse this')).toContainText('not within range');
      await port.saveAct.click();
      await expect(port.rejection).toContainText('C03200');
      await port.field.fill('8081');
      await port.saveAct.click();
      await expect(port.says(WORDS.key.saved)).toBeVisible();
    });

    await test.step('several choices at once', async () => {
      await keys.select('rights');
      const rights = panel('user:/app/rights');
      await rights.field.getByRole('checkbox', { name: 'own' }).check();
      await rights.saveAct.click();
      await expect(rights.says(WORDS.key.saved)).toBeVisible();
      expect(await valuesOf(admin, id, 'user:/app/rights')).toEqual(['read own']);
    });

    await test.step('a list', async () => {
      await keys.select('list');
      const { list } = panel(LIST);
      await expect(list.elements).toHaveCount(3);
      await list.move(1, 'down');
      await list.remove(3);
      await list.add('d');
      await list.add('e');
      await page.reload();
      await expect(list.elements).toHaveCount(4);
      expect(await list.values()).toEqual(['b', 'a', 'd', 'e']);
      expect(await valuesOf(admin, id, LIST)).toEqual(['', 'a', 'b', 'c']);
      await list.saveAct.click();
      await expect(list.region.getByText(WORDS.key.saved)).toBeVisible();
      expect(await valuesOf(admin, id, LIST)).toEqual(['', 'b', 'a', 'd', 'e']);
      await expect(keys.value('#3')).toContainText('e');
    });

    await test.step('its elements keep their metadata, and a shorter list loses only its end', async () => {
      const { list } = panel(LIST);
      for (let rest = 4; rest > 2; rest -= 1) await list.remove(rest);
      await list.saveAct.click();
      await expect(list.region.getByText(WORDS.key.saved)).toBeVisible();
      await page.reload();
      await expect(list.elements).toHaveCount(2);
      await expect(keys.row('#2')).toBeHidden();
      const state = await admin.call('keys.readMany', { id, keys: [LIST, `${LIST}/#0`, `${LIST}/#1`] });
      expect(state.keys.map(({ value, meta }) => ({ value, meta }))).toEqual([
        { value: '', meta: { array: '#1' } },
        { value: 'b', meta: {} },
        { value: 'a', meta: { description: 'the first' } },
      ]);
    });

    await test.step('an empty list', async () => {
      const { list } = panel(LIST);
      await list.remove(1);
      await list.remove(1);
      await list.saveAct.click();
      await expect(list.region.getByText(WORDS.key.saved)).toBeVisible();
      await page.reload();
      await expect(list.elements).toHaveCount(0);
      await expect(keys.value('list')).toContainText('list of 0');
    });
  });
}

test('binary data are named, with what can and what cannot be done', async ({ open, admin, cleanup }) => {
  const keys = [{ name: 'user:/motd', value: 'AP8A', meta: { binary: '' } }];
  const { url } = await startFieldElektrad(cleanup, { keys });
  const { id } = await admin.call('instances.create', { name: 'web-1', host: url });
  const { panel } = openPanels(await open(`/instances/${id}?key=user:/motd`));
  const motd = panel('user:/motd');
  await expect(motd.region).toContainText('Binary data or null.');
  await expect(motd.field).toBeHidden();
  await expect(motd.metadata.edit).toBeVisible();
});

function openPanels(page: Page) {
  const instance = new InstancePage(page);
  return { keys: instance.keys, panel: (key: string) => instance.panel(key) };
}

/** The values at and below a name, in key order. */
async function valuesOf(admin: ClusterdHttp, id: InstanceId, name: string) {
  const { ls } = await admin.call('keys.read', { id, key: name, children: false });
  const { keys } = await admin.call('keys.readMany', { id, keys: ls });
  return keys.map(({ value }) => value);
}
