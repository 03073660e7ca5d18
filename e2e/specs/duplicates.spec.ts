import { expect, test } from '../fixtures/test.ts';
import { InstanceDialog } from '../pages/instance-dialog.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';

test('three other spellings of a host are refused, naming the instance that has it', async ({
  open,
  admin,
  elektrad,
}) => {
  const { port } = new URL(elektrad.url);
  const host = `http://localhost:${port}`;
  await admin.call('instances.create', { name: 'the first one', host });
  const page = await open();
  const dialog = new InstanceDialog(page);
  await new Shell(page).addInstance.click();

  for (const spelling of [`http://LOCALHOST:${port}/`, `http://127.0.0.1:${port}`, `http://[::1]:${port}`]) {
    await dialog.host.fill(spelling);
    await expect(dialog.says(WORDS.instance.duplicate)).toBeVisible();
    await expect(dialog.says(host)).toBeVisible();
    await expect(dialog.existing('the first one')).toBeVisible();
    await expect(dialog.save).toBeDisabled();
    // The page's check only saves a round trip: the refusal is clusterd's.
    await expect(admin.call('instances.create', { name: 'again', host: spelling })).rejects.toMatchObject({
      code: 'INSTANCE_ALREADY_EXISTS',
      data: { existing: { name: 'the first one', host } },
    });
  }

  await dialog.existing('the first one').click();
  await expect(new InstancePage(page).heading('the first one')).toBeVisible();
  await expect(dialog.dialog).toBeHidden();
  expect((await admin.call('instances.list', {})).total).toBe(1);
});

test('another instance is added, edited and removed', async ({ open, admin, elektrad }) => {
  await admin.call('instances.create', { name: 'web-1', host: 'http://127.0.0.1:1' });
  const page = await open();
  const shell = new Shell(page);
  const dialog = new InstanceDialog(page);
  const instance = new InstancePage(page);

  await shell.addInstance.click();
  await dialog.host.fill(elektrad.url);
  await dialog.name.fill('web-2');
  await expect(dialog.says('elektrad answers in')).toBeVisible();
  await dialog.save.click();
  await expect(instance.heading('web-2')).toBeVisible();

  await instance.choose('test');
  await expect(instance.main).toContainText('elektrad answers in');

  await instance.choose('edit');
  await dialog.name.fill('web-two');
  await dialog.save.click();
  await expect(instance.heading('web-two')).toBeVisible();
  await expect(shell.instance('web-two')).toBeVisible();

  await instance.choose('remove');
  const question = page.getByRole('alertdialog');
  await question.getByRole('button', { name: WORDS.instance.removeConfirm }).click();
  // While it is open, what lies behind it is hidden from everybody.
  await expect(question).toBeHidden();
  await expect(shell.instance('web-two')).toBeHidden();
  expect((await admin.call('instances.list', {})).items.map(({ name }) => name)).toEqual(['web-1']);
});
