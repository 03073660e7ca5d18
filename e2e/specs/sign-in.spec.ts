import { createToken } from '../fixtures/clusterd-http.ts';
import { tokenFor } from '../fixtures/person.ts';
import { expect, test } from '../fixtures/test.ts';
import { FirstStartPage } from '../pages/first-start-page.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { Shell } from '../pages/shell.ts';
import { SignInPage } from '../pages/sign-in-page.ts';
import { WORDS } from '../pages/words.ts';

test('a used link is refused and says what to do', async ({ page, clusterd }) => {
  const link = await clusterd.process.signInLink();
  await createToken(link);
  await page.goto(link);
  await expect(page.getByText(WORDS.signIn.codeRefused)).toBeVisible();
  expect(page.url()).not.toContain('code=');
});

test('a wrong token is refused, a right one signs in', async ({ page, admin, clusterd }) => {
  const { token } = await tokenFor(admin, clusterd.url, 'admin');
  const signIn = new SignInPage(page);
  await page.goto(clusterd.url);
  await expect(signIn.heading).toBeVisible();
  await signIn.signIn('not-a-token');
  await expect(page.getByText(WORDS.signIn.tokenRefused)).toBeVisible();
  await signIn.signIn(token);
  await expect(new FirstStartPage(page).heading).toBeVisible();
});

test('signing out ends the session, here and on the server', async ({ open, admin, clusterd, elektrad, context }) => {
  await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  const page = await open();
  const [cookie] = await context.cookies();
  await new Shell(page).choose('signOut');
  await expect(new SignInPage(page).heading).toBeVisible();
  await page.goto(`${clusterd.url}/preferences`);
  await expect(new SignInPage(page).heading).toBeVisible();
  const replayed = await fetch(`${clusterd.url}/api/session`, {
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  });
  expect(replayed.status).toBe(401);
});

test('whoever is sent to sign in comes back to where the address pointed', async ({
  page,
  admin,
  elektrad,
  visitAs,
}) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': 'deep' });
  await visitAs('viewer', `/instances/${id}?key=user:/a`);
  await expect(page.getByText('deep').first()).toBeVisible();
  expect(new URL(page.url()).searchParams.get('key')).toBe('user:/a');
});

test('a viewer sees everything and is offered no act that changes something', async ({
  page,
  admin,
  elektrad,
  visitAs,
}) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': 'readable' });
  const shell = new Shell(page);
  const instance = new InstancePage(page);
  await visitAs('viewer', `/instances/${id}?key=user:/a`);

  await expect(shell.role('viewer')).toBeVisible();
  await expect(instance.panel('user:/a').region).toContainText(WORDS.key.readOnly);
  await expect(instance.panel('user:/a').field).toHaveCount(0);
  await expect(shell.addInstance).toHaveCount(0);
  await expect(instance.keys.newKey).toHaveCount(0);
  await instance.keys.row('a').getByRole('gridcell').first().click({ button: 'right' });
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  for (const act of [WORDS.keys.new, WORDS.keys.rename, WORDS.keys.remove]) {
    await expect(page.getByRole('menuitem', { name: act })).toHaveCount(0);
  }
  await page.keyboard.press('Escape');
  await instance.keys.row('a').press('Delete');
  expect(await elektrad.http.value('user:/a')).toBe('readable');
});

test('an operator changes keys, and cannot manage instances', async ({ page, admin, elektrad, visitAs }) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': 'before' });
  const shell = new Shell(page);
  const panel = new InstancePage(page).panel('user:/a');
  await visitAs('operator', `/instances/${id}?key=user:/a`);
  await panel.save('after');
  await expect(panel.says(WORDS.key.saved)).toBeVisible();
  expect(await elektrad.http.value('user:/a')).toBe('after');
  await expect(shell.role('operator')).toBeVisible();
  await expect(shell.addInstance).toHaveCount(0);
});

test('a session that ends on the server leads to the sign-in page, and what was typed is still there', async ({
  page,
  admin,
  clusterd,
  elektrad,
  visitAs,
}) => {
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await elektrad.http.setAll({ 'user:/a': 'before' });
  const panel = new InstancePage(page).panel('user:/a');
  await visitAs('operator', `/instances/${id}?key=user:/a`);
  await panel.field.fill('typed');

  const tokens = await admin.call('tokens.list', {});
  for (const { id: tokenId } of tokens.filter(({ role }) => role === 'operator')) {
    await admin.call('tokens.remove', { id: tokenId });
  }
  // Nobody has to ask for anything: the page hears that its session is over.
  await expect(new SignInPage(page).heading).toBeVisible();
  const again = await tokenFor(admin, clusterd.url, 'operator');
  await new SignInPage(page).signIn(again.token);
  await expect(panel.field).toHaveValue('typed');
});
