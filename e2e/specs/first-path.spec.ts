import { expect, test } from '../fixtures/test.ts';
import { FirstStartPage } from '../pages/first-start-page.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';

const ELEMENTS = ['#0', '#1', '#2', '#3', '#4', '#5', '#6', '#7', '#8', '#9', '#_10'];

test('one instance is managed from a browser, from the sign-in link to a reload', async ({
  page,
  clusterd,
  elektrad,
}) => {
  test.slow();
  await elektrad.http.setAll({ 'user:/app/debug': '0', 'user:/app/port': '8080', 'system:/sw/other/seen': 'yes' });
  await elektrad.http.setMeta('user:/app/debug', { type: 'boolean' });
  await elektrad.http.setMeta('user:/app/port', { type: 'unsigned_short', 'check/range': '1024-65535' });
  const shell = new Shell(page);
  const instance = new InstancePage(page);
  const { keys, dialogs } = instance;

  await test.step('sign in by the printed link', async () => {
    await page.goto(await clusterd.process.signInLink());
    await expect(new FirstStartPage(page).heading).toBeVisible();
    // The code is nowhere any more: not in the address, not in the history.
    expect(page.url()).toBe(`${clusterd.url}/`);
  });

  const name = `127.0.0.1:${new URL(elektrad.url).port}`;
  await test.step('add our elektrad by its address', async () => {
    const start = new FirstStartPage(page);
    await start.host.fill(elektrad.url);
    await expect(start.says('elektrad answers in')).toBeVisible();
    await start.add(elektrad.url);
    await expect(instance.heading(name)).toBeVisible();
    await expect(instance.main).toContainText('own store');
    await expect(shell.instance(name)).toBeVisible();
  });

  await test.step('see its keys', async () => {
    await expect(keys.value('port')).toContainText('8080');
    await expect(keys.value('sw/other/seen')).toContainText('yes');
  });

  await test.step('create the elements of an array', async () => {
    for (const element of ELEMENTS.slice(0, 9)) {
      await dialogs.create(`user:/app/list/${element}`, `value of ${element}`);
    }
    // The next two by what the row offers: their numbers come from the list.
    for (const element of ELEMENTS.slice(9)) {
      await keys.choose('list', 'newElement');
      await expect(dialogs.name(dialogs.new)).toHaveValue(`user:/app/list/${element}`);
      await dialogs.confirmCreation();
      await expect(instance.panel(`user:/app/list/${element}`).region).toBeVisible();
    }
    for (const element of ELEMENTS) await expect(keys.row(element)).toBeVisible();
    expect(await elektrad.http.names('user:/app/list')).toEqual(ELEMENTS.map((element) => `user:/app/list/${element}`));
  });

  await test.step('a name is shown as it will be stored', async () => {
    await keys.newKey.click();
    await dialogs.name(dialogs.new).fill('user:/app/#10');
    await expect(dialogs.new).toContainText('Is stored as user:/app/#_10.');
    await dialogs.confirmCreation();
    await expect(instance.panel('user:/app/#_10').region).toBeVisible();
    for (const element of ELEMENTS.slice(0, 10)) await dialogs.create(`user:/app/${element}`, element);
    const names = await elektrad.http.names('user:/app');
    expect(names.slice(0, 11)).toEqual(ELEMENTS.map((element) => `user:/app/${element}`));
  });

  await test.step('set a boolean', async () => {
    await keys.select('debug');
    const panel = instance.panel('user:/app/debug');
    await expect(panel.field).toHaveRole('switch');
    await expect(panel.field).not.toBeChecked();
    await panel.field.click();
    await expect(panel.says(WORDS.key.notSavedYet)).toBeVisible();
    expect(await elektrad.http.value('user:/app/debug')).toBe('0');
    await panel.saveAct.click();
    await expect(panel.says(WORDS.key.saved)).toBeVisible();
    expect(await elektrad.http.value('user:/app/debug')).toBe('1');
  });

  await test.step('break a range, and read Elektra’s words', async () => {
    await keys.select('port');
    const panel = instance.panel('user:/app/port');
    await panel.save('99');
    await expect(panel.rejection).toContainText('C03200');
    await expect(panel.rejection).toContainText("'99'");
    await expect(panel.rejection).toContainText('1024-65535');
    await expect(keys.row('port')).toContainText('not saved');
    expect(await elektrad.http.value('user:/app/port')).toBe('8080');
    await panel.button('Back to 8080').click();
    await expect(panel.rejection).toBeHidden();
    await panel.save('9090');
    await expect(panel.says(WORDS.key.saved)).toBeVisible();
    expect(await elektrad.http.value('user:/app/port')).toBe('9090');
  });

  await test.step('delete a subtree', async () => {
    await keys.select('list');
    await keys.row('list').press('Delete');
    await expect(dialogs.remove).toHaveAccessibleName('Delete 11 keys?');
    await dialogs.confirmRemoval();
    await expect(dialogs.remove).toBeHidden();
    await expect(keys.row('list')).toBeHidden();
    expect(await elektrad.http.names('user:/app/list')).toEqual([]);
  });

  await test.step('search', async () => {
    await instance.search.field.fill('seen');
    await expect(instance.search.results).toHaveText(['system:/sw/other/seen']);
    await instance.search.results.first().click();
    await expect(instance.panel('system:/sw/other/seen').field).toHaveValue('yes');
  });

  await test.step('reload, and find everything as left', async () => {
    const address = page.url();
    await page.reload();
    await expect(page).toHaveURL(address);
    await expect(instance.panel('system:/sw/other/seen').field).toHaveValue('yes');
    await expect(keys.value('port')).toContainText('9090');
    await expect(keys.value('debug')).toContainText('1');
    await expect(keys.row('list')).toBeHidden();
    for (const element of ELEMENTS.slice(0, 10)) await expect(keys.value(element)).toContainText(element);
    await expect(keys.row('#_10')).toBeVisible();
  });
});
