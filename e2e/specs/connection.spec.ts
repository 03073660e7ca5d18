import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createCertificate, hasOpenssl } from '../fixtures/certificate.ts';
import type { Cleanup } from '../fixtures/cleanup.ts';
import { startElektrad } from '../fixtures/fleet.ts';
import { createHome } from '../fixtures/home.ts';
import { look } from '../fixtures/look.ts';
import { expect, test } from '../fixtures/test.ts';
import { InstanceDialog } from '../pages/instance-dialog.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { WORDS } from '../pages/words.ts';

const TOKEN = 'a-token-of-the-elektrad';

/**
 * An elektrad with a certificate nobody vouches for, which asks for the token. `digits`: the certificate's SHA-256 as
 * the form shows it.
 */
async function startGuarded(cleanup: Cleanup) {
  const home = await createHome();
  cleanup.defer(() => home.remove());
  const { cert, key } = await createCertificate(home);
  const tokenFile = home.path('token');
  await writeFile(tokenFile, TOKEN);
  const args = ['--tls-cert', cert, '--tls-key', key, '--elektrad-token-file', tokenFile];
  const elektrad = await startElektrad(cleanup, { args });
  return {
    elektrad,
    digits: await digitsOf(cert),
    /** The same host, with a new certificate. */
    async renewCertificate(): Promise<string> {
      await createCertificate(home);
      await elektrad.restart();
      return digitsOf(cert);
    },
  };
}

async function digitsOf(cert: string): Promise<string> {
  const { fingerprint256 } = new X509Certificate(await readFile(cert));
  return fingerprint256
    .replaceAll(':', '')
    .toLowerCase()
    .replace(/(.{4})(?=.)/g, '$1 ');
}

test('a certificate is compared and accepted, a token is given once, and a changed certificate stops everything', async ({
  open,
  admin,
  cleanup,
}) => {
  test.skip(!(await hasOpenssl()), 'There is no openssl to make certificates with.');
  test.slow();
  const guarded = await startGuarded(cleanup);
  const { port } = new URL(guarded.elektrad.url);
  await admin.call('instances.create', { name: 'another', host: 'http://127.0.0.1:1' });
  const page = await open();
  const dialog = new InstanceDialog(page);
  const instance = new InstancePage(page);
  await new Shell(page).addInstance.click();

  await dialog.host.fill(`https://localhost:${port}`);
  await expect(dialog.says(WORDS.instance.certificateUntrusted)).toBeVisible();
  await expect(dialog.dialog.getByText(guarded.digits)).toBeVisible();
  await look(page, 'certificate-untrusted');
  await dialog.acceptCertificate.click();
  await expect(dialog.says(WORDS.instance.credentialsRefused)).toBeVisible();
  await dialog.chooseCredentials(WORDS.instance.byToken);
  await dialog.token.fill('wrong');
  await dialog.token.blur();
  await expect(dialog.says(WORDS.instance.credentialsRefused)).toBeVisible();
  await dialog.token.fill(TOKEN);
  await dialog.token.blur();
  await expect(dialog.says(WORDS.instance.reached)).toBeVisible();
  await dialog.name.fill('guarded');
  await look(page, 'connection');
  await dialog.save.click();
  await expect(instance.heading('guarded')).toBeVisible();

  const [record] = (await admin.call('instances.list', { filter: 'guarded' })).items;
  if (record === undefined) throw new Error('The instance was not stored.');
  expect(record).toMatchObject({ hasCredentials: true, connection: { proxy: null, ca: null } });
  expect(JSON.stringify(record)).not.toContain(TOKEN);
  await admin.call('keys.set', { id: record.id, key: 'user:/a', value: 'over TLS' });
  await page.goto(new URL(`/instances/${record.id}?key=user:/a`, page.url()).href);
  await expect(instance.panel('user:/a').field).toHaveValue('over TLS');

  const changed = await guarded.renewCertificate();
  await page.goto(new URL(`/instances/${record.id}`, page.url()).href);
  await expect(page.getByText(WORDS.instance.certificateChanged).first()).toBeVisible();
  await instance.acts.click();
  await page.getByRole('menuitem', { name: WORDS.instance.edit }).click();
  await expect(dialog.dialog.getByText(guarded.digits).first()).toBeVisible();
  await expect(dialog.dialog.getByText(changed)).toBeVisible();
  await look(page, 'certificate-changed');
  await dialog.acceptNewCertificate.click();
  await expect(dialog.says(WORDS.instance.reached)).toBeVisible();
  await dialog.save.click();
  await expect(dialog.dialog).toBeHidden();
  await admin.call('keys.set', { id: record.id, key: 'user:/b', value: 'after the change' });
});

test('the preferences say where secrets are kept', async ({ open }) => {
  const page = await open('/preferences');
  await expect(page.getByRole('heading', { name: 'Secrets' })).toBeVisible();
  await expect(page.getByText(/an encrypted file|the keychain of the system/).first()).toBeVisible();
});
