import { expect, test } from '../electron/desktop-test.ts';
import { InstanceDialog } from '../pages/instance-dialog.ts';
import { Shell } from '../pages/shell.ts';
import { leaveDeliveryPending } from './leave-delivery-pending.ts';

test('closing asks while deliveries wait, unless the application stays in the tray', async ({
  startHere,
  elektrad,
}) => {
  test.slow();
  const application = await startHere({ env: { ELEKTRA_WEB_TRAY: 'yes' } });
  const page = await application.window();
  await new Shell(page).addInstance.click();
  const dialog = new InstanceDialog(page);
  await dialog.host.fill(elektrad.url);
  await dialog.name.fill('web-1');
  await dialog.save.click();
  await leaveDeliveryPending(page, 'web-1', () => elektrad.process.kill());

  const asked = async () => (await application.dialogs()).length;
  const isVisible = async () => (await application.windowState()).visible;
  await application.answerDialogs({ button: 2 });

  await test.step('closing the window would quit, so it asks', async () => {
    await application.windowAct('close');
    await expect.poll(asked).toBe(1);
    expect((await application.dialogs())[0]?.options.buttons).toEqual(['Quit', 'Keep running in the tray', 'Cancel']);
    expect(await isVisible()).toBe(true);
  });

  await test.step('in the tray it goes on delivering, so closing asks nothing; quitting does', async () => {
    await application.chooseMenu('File', 'Preferences…');
    await page.getByRole('switch', { name: 'Keep running in the tray' }).click();
    // What is wished shows before it is stored; a page that is loaded anew shows what is.
    await page.reload();
    await expect(page.getByRole('switch', { name: 'Keep running in the tray' })).toBeChecked();
    await application.windowAct('close');
    await expect.poll(isVisible).toBe(false);
    expect(await asked()).toBe(1);
    await application.chooseTray('Quit');
    await expect.poll(asked).toBe(2);
    await application.answerDialogs({ button: 0 });
    // While the answer before is on its way, quitting again is no new question.
    const askedAgain = async () => application.chooseTray('Quit').then(asked);
    await expect.poll(askedAgain).toBe(3);
    expect(await application.process.ended).toEqual({ code: 0, signal: null });
  });
});
