import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

test('the tree grid is walked, edited and left with the keyboard alone', async ({ open, admin, elektrad }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a/one': '1', 'user:/a/two': '2', 'user:/b': '3', 'user:/zebra': '4' });
  const page = await open(`/instances/${id}`);
  const { keys, dialogs } = new InstancePage(page);
  const instance = new InstancePage(page);
  const { keyboard } = page;
  const focused = (label: string) => expect(keys.row(label)).toBeFocused();
  await expect(keys.row('zebra')).toBeVisible();

  // Into the grid from the field before it: one stop of Tab for all rows.
  await keys.filter.focus();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await focused('spec:/');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await focused('user:/');
  await keyboard.press('ArrowRight');
  await focused('a');
  // An open row is closed first, then its parent is reached.
  await keyboard.press('ArrowLeft');
  await expect(keys.row('one')).toBeHidden();
  await keyboard.press('ArrowLeft');
  await focused('user:/');
  await keyboard.press('ArrowLeft');
  await expect(keys.row('user:/')).toHaveAttribute('aria-expanded', 'false');
  await expect(keys.row('zebra')).toBeHidden();
  await keyboard.press('ArrowRight');
  await keyboard.press('z');
  await focused('zebra');
  await keyboard.press('Home');
  await focused('spec:/');
  await keyboard.press('End');
  await focused('system:/');

  await keyboard.press('b');
  await focused('b');
  await keyboard.press('Enter');
  const panel = instance.panel('user:/b');
  await expect(panel.field).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('33');
  await keyboard.press('Enter');
  await expect(panel.says(WORDS.key.saved)).toBeVisible();
  expect(await elektrad.http.value('user:/b')).toBe('33');

  await keys.row('b').focus();
  await keyboard.press('F2');
  await expect(dialogs.name(dialogs.rename)).toBeFocused();
  await keyboard.press('End');
  await keyboard.type('ee');
  await keyboard.press('Enter');
  await expect(keys.row('bee')).toBeVisible();

  await keys.row('bee').focus();
  await keyboard.press('Delete');
  await expect(keys.row('bee')).toBeHidden();
  expect(await elektrad.http.names('user:/b')).toEqual([]);
  expect(await elektrad.http.value('user:/bee')).toBeUndefined();

  await keys.row('a').focus();
  await keyboard.press('Insert');
  await expect(dialogs.name(dialogs.new)).toBeFocused();
  await expect(dialogs.name(dialogs.new)).toHaveValue('user:/a/');
  await keyboard.press('Escape');
  await expect(dialogs.new).toBeHidden();
  await focused('a');

  await keyboard.press('Control+k');
  await expect(instance.search.field).toBeFocused();
  await keyboard.type('two');
  await expect(instance.search.results).toHaveCount(1);
  await keyboard.press('Enter');
  await expect(instance.panel('user:/a/two').field).toHaveValue('2');
});

test('everything can be reached by Tab, and focus is always somewhere that can be seen', async ({
  open,
  admin,
  elektrad,
}) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': '1' });
  const page = await open(`/instances/${id}?key=user:/a`);
  await expect(new InstancePage(page).panel('user:/a').field).toBeVisible();
  const reached = new Set<string>();
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return null;
      const { width, height } = element.getBoundingClientRect();
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      const ring = element.closest('.field-box');
      const ringed = [outlineStyle, ring === null ? 'none' : getComputedStyle(ring).outlineStyle].some(
        (style) => style !== 'none',
      );
      return {
        role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
        seen: width > 0 && height > 0,
        ringed: ringed || boxShadow !== 'none',
      };
    });
    if (place === null) continue;
    expect(place).toMatchObject({ seen: true, ringed: true });
    reached.add(place.role);
  }
  expect([...reached]).toEqual(expect.arrayContaining(['row', 'tab', 'button', 'input']));
});

test('what is closed before it has settled in its place is gone', async ({ open, admin, elektrad }) => {
  await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  const page = await open();
  const user = page.getByRole('banner').getByRole('button', { name: /administrator/ });
  // So late that it never begins: as on a machine that is slower than the person.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { animation-delay: 3600s !important; }');
    document.adoptedStyleSheets.push(sheet);
  });
  await user.click();
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});
