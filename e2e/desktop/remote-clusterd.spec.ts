import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import type { Page } from '@playwright/test';
import { createCertificate, hasOpenssl } from '../fixtures/certificate.ts';
import type { Cleanup } from '../fixtures/cleanup.ts';
import { administratorOf } from '../fixtures/clusterd-http.ts';
import { startElektraWeb } from '../fixtures/elektra-web-process.ts';
import { createHome, type Home } from '../fixtures/home.ts';
import { portOf } from '../fixtures/network.ts';
import { expect, test } from '../electron/desktop-test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';
import { WorkplacePage } from '../pages/workplace-page.ts';

const PORT_KEY = 'user:/app/port';

/** A clusterd elsewhere that knows one instance, with a token for this window. */
async function startServer(cleanup: Cleanup, elektrad: string) {
  const home = await createHome();
  cleanup.defer(() => home.remove());
  const serve = async (args: readonly string[] = []) => {
    const running = await startElektraWeb('serve', { home, args });
    cleanup.defer(() => running.kill());
    return running;
  };
  const running = await serve();
  const admin = await administratorOf(running);
  await admin.call('instances.create', { name: 'web-1', host: elektrad });
  const { token, id } = await admin.call('tokens.create', { name: 'desk', role: 'admin' });
  const url = running.url('clusterd');
  return { home, serve, running, admin, token, tokenId: id, url, port: new URL(url).port };
}

async function connect(page: Page, url: string, token: string): Promise<void> {
  const place = new WorkplacePage(page);
  await place.choose('Connect to a remote clusterd…');
  await place.connect(url, token, async (dialog) => {
    await expect(dialog).toContainText('answers.');
  });
}

/** Types a value that is not saved yet. */
async function typeOn(page: Page): Promise<InstancePage> {
  await new Shell(page).instance('web-1').click();
  const instance = new InstancePage(page);
  await instance.keys.select('port');
  await instance.panel(PORT_KEY).field.fill('9090');
  await expect(instance.panel(PORT_KEY).says(WORDS.key.notSavedYet)).toBeVisible();
  return instance;
}

async function listen(server: Server, cleanup: Cleanup, port = 0): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  cleanup.defer(async () => server.close());
  return portOf(server);
}

async function digitsOf(file: string): Promise<string> {
  const { fingerprint256 } = new X509Certificate(await readFile(file));
  return fingerprint256.replaceAll(':', '').toLowerCase();
}

test('a token that is revoked leads to a new one, and a clusterd that is away is waited for; what is typed stays', async ({
  start,
  elektrad,
  cleanup,
  browserLog,
}) => {
  test.slow();
  browserLog.allow(/./);
  await elektrad.http.setAll({ [PORT_KEY]: '8080', 'user:/app/name': 'a' });
  const server = await startServer(cleanup, elektrad.url);
  const page = await (await start()).window();
  await connect(page, server.url, server.token);
  const instance = await typeOn(page);
  const panel = instance.panel(PORT_KEY);

  await test.step('the token is revoked', async () => {
    await server.admin.call('tokens.remove', { id: server.tokenId });
    const heading = page.getByRole('heading', { level: 1 });
    await expect(heading).toHaveText(`127.0.0.1:${server.port} does not let this window in`);
    const { token } = await server.admin.call('tokens.create', { name: 'desk again', role: 'admin' });
    await page.getByLabel('A new access token').fill(token);
    await page.getByLabel('A new access token').press('Enter');
    await expect(panel.field).toHaveValue('9090');
    await expect(panel.says(WORDS.key.notSavedYet)).toBeVisible();
    expect(await elektrad.http.value(PORT_KEY)).toBe('8080');
  });

  await test.step('it goes away, and comes back', async () => {
    await server.running.kill();
    const banner = new Shell(page).banner;
    await expect(banner).toContainText('nothing listens at that address and port');
    await expect(panel.field).toHaveValue('9090');
    await server.serve(['--port', server.port]);
    await expect(banner).toBeHidden();
    await panel.saveAct.click();
    await expect.poll(() => elektrad.http.value(PORT_KEY)).toBe('9090');
  });
});

test('a certificate that nobody vouches for is accepted once, and another one gets nothing', async ({
  start,
  elektrad,
  cleanup,
  home,
  browserLog,
}) => {
  test.skip(!(await hasOpenssl()), 'There is no openssl to make certificates with.');
  test.slow();
  browserLog.allow(/./);
  await elektrad.http.setAll({ [PORT_KEY]: '8080', 'user:/app/name': 'a' });
  const server = await startServer(cleanup, elektrad.url);
  await server.running.stop();
  const { cert, key } = await createCertificate(server.home);
  const [accepted, guarded] = [await digitsOf(cert), await server.serve(['--tls-cert', cert, '--tls-key', key])];
  const url = guarded.url('clusterd');
  const page = await (await start()).window();
  const place = new WorkplacePage(page);

  await test.step('its fingerprint is shown, and accepted', async () => {
    await place.choose('Connect to a remote clusterd…');
    await place.connect(url, server.token, async (dialog) => {
      await expect(dialog.locator('code.shown')).toHaveText(grouped(accepted));
      await dialog.getByRole('button', { name: 'Accept this certificate' }).click();
      await expect(dialog).toContainText('answers.');
    });
    await typeOn(page);
    await new InstancePage(page).panel(PORT_KEY).saveAct.click();
    await expect.poll(() => elektrad.http.value(PORT_KEY)).toBe('9090');
  });

  await test.step('another certificate at the same address is refused before anything is sent', async () => {
    await guarded.kill();
    const sent = await impersonate(home, Number(new URL(url).port), cleanup);
    await expect(new Shell(page).banner).toContainText('shows another certificate than the pinned one');
    const compare = page.getByRole('button', { name: 'Compare certificates…' });
    await compare.click();
    await expect(place.dialog).toContainText(grouped(accepted));
    await expect(place.dialog).toContainText(grouped(sent.fingerprint));
    expect(sent.requests).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(compare).toBeFocused();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(
      'shows another certificate than the pinned one',
    );
    await compare.click();
    await expect(place.dialog).toContainText(grouped(sent.fingerprint));
    await page.keyboard.press('Escape');
  });
});

test('the fleet of a server that is empty is left by the menu, and a dialog that the menu opened gives the focus back to it', async ({
  start,
  elektrad,
  cleanup,
}) => {
  test.slow();
  const server = await startServer(cleanup, elektrad.url);
  const { items } = await server.admin.call('instances.list', {});
  for (const { id } of items) await server.admin.call('instances.remove', { id });
  const page = await (await start()).window();
  const place = new WorkplacePage(page);
  await place.choose('Connect to a remote clusterd…');
  await expect(place.dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(place.menu).toBeFocused();
  await connect(page, server.url, server.token);
  await expect(page.getByRole('heading', { name: WORDS.firstStart.heading })).toBeVisible();
  await expect(place.menu).toContainText(`127.0.0.1:${server.port}`);
  await place.useLocal();
  await expect(new Shell(page).instance('local')).toBeVisible();
});

test('what is no clusterd of ours is told by its name', async ({ start, elektrad, cleanup }) => {
  const page = await (await start()).window();
  const place = new WorkplacePage(page);
  const json = (body: object): RequestListener => {
    return (_request, response) =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  };
  const newer = createServer(json({ api: 2, product: { name: 'elektra-web', version: '9.0.0' } }));
  const portal = createServer(
    (_request, response) => void response.setHeader('content-type', 'text/html').end('<title>Guests</title>'),
  );
  const at = async (server: Server) => `http://127.0.0.1:${await listen(server, cleanup)}`;
  await place.choose('Connect to a remote clusterd…');
  const { dialog } = place;
  await dialog.getByLabel('Access token').fill('a token');
  for (const [url, words] of [
    [elektrad.url, 'An elektrad answers there, not a clusterd. Add it as an instance instead.'],
    [await at(newer), 'It speaks version 2 of the API, and this program version 1.'],
    [await at(portal), 'A web page answers there.'],
  ] as const) {
    await dialog.getByRole('textbox', { name: 'Address' }).fill(url);
    await dialog.getByRole('button', { name: 'Check' }).click();
    await expect(dialog).toContainText(words);
  }
});

/** Somebody else at the address, with a certificate of his own. */
async function impersonate(home: Home, port: number, cleanup: Cleanup) {
  const { cert, key } = await createCertificate(home);
  const requests: string[] = [];
  const server = createTlsServer({ cert: await readFile(cert), key: await readFile(key) }, ({ url = '' }, response) => {
    requests.push(url);
    response.end();
  });
  await listen(server, cleanup, port);
  return { requests, fingerprint: await digitsOf(cert) };
}

function grouped(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, '$1 ');
}
