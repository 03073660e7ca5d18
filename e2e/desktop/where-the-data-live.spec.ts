import { readdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { createClusterdHttp, administratorOf, createToken } from '../fixtures/clusterd-http.ts';
import { runElektraWeb, startElektraWeb } from '../fixtures/elektra-web-process.ts';
import { startElektrad } from '../fixtures/fleet.ts';
import { createHome } from '../fixtures/home.ts';
import { expect, test } from '../electron/desktop-test.ts';
import { ClusterPage } from '../pages/cluster-page.ts';
import { Shell } from '../pages/shell.ts';
import { WorkplacePage } from '../pages/workplace-page.ts';

const LIMIT = 'user:/app/limit';
const PASSPHRASE = 'four words and one more';

/** By hand, as on the server: the command ends well, and says this. */
async function succeeds(running: ReturnType<typeof runElektraWeb>): Promise<string> {
  expect(await running.ended, running.stderr()).toEqual({ code: 0, signal: null });
  return running.stdout();
}

async function fleetHas(page: Page, ...names: readonly string[]): Promise<void> {
  const shell = new Shell(page);
  for (const name of names) await expect(shell.instance(name)).toBeVisible();
}

test('remote access, then the move to a server, from the window and the command line', async ({
  start,
  elektrad,
  cleanup,
  home,
  browser,
  context,
}) => {
  test.slow();
  const second = await startElektrad(cleanup);
  const application = await start();
  const page = await application.window();
  const place = new WorkplacePage(page);

  await test.step('remote access is switched on, and a browser comes in by a sign-in link', async () => {
    await fleetHas(page, 'local');
    await place.choose(/^Remote access/);
    await place.setPort('0');
    await place.remoteAccess.click();
    const link = await place.signInLink();
    const admin = createClusterdHttp(new URL(link).origin, await createToken(link));
    const first = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
    const other = await admin.call('instances.create', { name: 'web-2', host: second.url });
    const { id } = await admin.call('clusters.create', { name: 'Web' });
    for (const instance of [first, other]) await admin.call('clusters.join', { id, instanceId: instance.id });
    await admin.call('settings.set', { id, key: LIMIT, value: '10' });

    const visitor = await browser.newContext();
    cleanup.defer(() => visitor.close());
    const there = await visitor.newPage();
    // A link works once; the page shows another one after it was loaded anew.
    await page.reload();
    await there.goto(await place.signInLink());
    await fleetHas(there, 'web-1', 'web-2');
    await place.remoteAccess.click();
    await expect(place.remoteAccess).not.toBeChecked();
    await expect(new Shell(there).banner).toBeVisible();
  });

  const file = home.path('fleet.elektra-web');
  await test.step('one file is written, and nothing is delivered from here any more', async () => {
    await application.answerDialogs({ file });
    await place.choose('Move to a server…');
    await place.writeFile(PASSPHRASE);
    await expect(place.moveBanner).toBeVisible();
  });

  const server = await createHome();
  cleanup.defer(() => server.remove());
  const onServer = { home: server, env: { ELEKTRA_WEB_PASSPHRASE: PASSPHRASE } };
  const clusterd = await test.step('it is verified and restored with the command line, and served', async () => {
    expect(await succeeds(runElektraWeb('verify', { ...onServer, args: [file] }))).toContain('3 instances');
    await succeeds(runElektraWeb('restore', { ...onServer, args: [file] }));
    const serving = await startElektraWeb('serve', onServer);
    cleanup.defer(() => serving.kill());
    return serving;
  });
  const admin = await administratorOf(clusterd);
  const { token } = await admin.call('tokens.create', { name: 'desk', role: 'admin' });

  await test.step('the window becomes its client, and what is set goes out from there', async () => {
    await place.moveBanner.getByRole('button', { name: 'Finish…' }).click();
    await place.connect(clusterd.url('clusterd'), token, async (dialog) => {
      await expect(dialog).toContainText('It has taken over from this machine.');
    });
    await fleetHas(page, 'web-1', 'web-2');
    await expect(place.menu).toContainText(new URL(clusterd.url('clusterd')).host);
    await expect(place.moveBanner).toBeHidden();
    const cluster = new ClusterPage(page);
    await cluster.row('Web').click();
    await cluster.keys.newKey.click();
    await cluster.dialog.getByRole('textbox', { name: 'Name' }).fill('user:/app/from');
    await cluster.dialog.getByRole('textbox', { name: 'Value' }).fill('the server');
    await cluster.dialog.getByRole('button', { name: 'Create' }).click();
    await expect(cluster.plan).toContainText('web-2');
    await cluster.apply();
    await expect(cluster.rollout).toContainText(/2\s*applied/);
    for (const { http } of [elektrad, second]) {
      expect([await http.value(LIMIT), await http.value('user:/app/from')]).toEqual(['10', 'the server']);
    }
    const kept = await readdir(home.path('share', 'elektra-web', 'clusterd'), { recursive: true });
    expect(kept.filter((name) => name.endsWith('registry.db'))).toEqual([
      expect.stringMatching(/^moved-.*.registry\.db$/),
    ]);
  });

  await test.step('it is that after a restart too, and this machine has an empty fleet', async () => {
    await application.quit();
    expect((await application.process.ended).code).toBe(0);
    await Promise.all(context.pages().map((each) => each.close()));
    const again = await start();
    const window = await again.window();
    await fleetHas(window, 'web-1', 'web-2');
    await new WorkplacePage(window).useLocal();
    await fleetHas(window, 'local');
    await expect(new Shell(window).instance('web-1')).toBeHidden();
    expect((await admin.call('instances.list', {})).items.map(({ name }) => name)).toContain('web-1');
  });
});
