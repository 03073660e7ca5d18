import { startElektrad } from '../fixtures/fleet.ts';
import { look } from '../fixtures/look.ts';
import { signInAs } from '../fixtures/person.ts';
import { expect, test } from '../fixtures/test.ts';
import { ClusterPage } from '../pages/cluster-page.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

const KEY = 'system:/sw/example/gateway/limit';
const { cluster: words } = WORDS;

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('clusters: nest, join, set, lock, offline and back, drift, leave', async ({
  page,
  open,
  admin,
  clusterd,
  elektrad,
  cleanup,
  browserLog,
}) => {
  test.slow();
  browserLog.allow(/503|504/);
  await signInAs('m.kern', page.context(), admin, clusterd.url);
  const second = await startElektrad(cleanup);
  const web = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  await admin.call('instances.create', { name: 'web-2', host: second.url });
  await elektrad.http.setAll({ [KEY]: '10' });
  await open();
  const screen = new ClusterPage(page);

  await test.step('a cluster, and another one below it', async () => {
    await screen.create('Production');
    await screen.createBelow('Production', 'Web EU');
    await expect(screen.row('Web EU')).toHaveAttribute('aria-level', '2');
  });

  await test.step('one instance joins by dragging, one by the menu, each with its plan', async () => {
    await screen.drag('web-1', 'Web EU');
    await expect(screen.plan).toContainText(words.joins);
    await screen.apply();
    await expect(screen.row('web-1')).toHaveAttribute('aria-level', '3');
    await screen.join('web-2', 'Production / Web EU');
    await screen.apply();
    await expect(screen.row('web-2')).toHaveAttribute('aria-level', '3');
  });

  await test.step('a setting goes through the plan to both', async () => {
    await screen.row('Web EU').click();
    await screen.keys.newKey.click();
    const dialog = screen.dialog;
    await dialog.getByRole('textbox', { name: 'Name' }).fill(KEY);
    await dialog.getByRole('textbox', { name: 'Value' }).fill('20');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(screen.plan).toContainText('web-1');
    await expect(screen.plan).toContainText('10');
    await look(page, 'cluster-plan');
    await screen.apply();
    await expect(screen.rollout).toContainText('2');
    await expect.poll(() => elektrad.http.value(KEY)).toBe('20');
    await expect.poll(() => second.http.value(KEY)).toBe('20');
    await look(page, 'cluster');
  });

  await test.step('it is locked on the instance, with cluster, person and time', async () => {
    await page.goto(`${clusterd.url}/instances/${web.id}?key=${encodeURIComponent(KEY)}`);
    const { region } = new InstancePage(page).panel(KEY);
    await expect(region).toContainText('Web EU');
    await expect(region).toContainText(words.locked);
    await expect(region).toContainText('m.kern');
    await look(page, 'cluster-lock');
    await region.getByRole('link', { name: words.openSetting }).click();
    await expect(screen.heading('Web EU')).toBeVisible();
  });

  await test.step('one that is down has it pending, and gets it when it is back', async () => {
    await second.process.kill();
    await screen.panel(KEY).save('30');
    await screen.apply();
    await expect.poll(() => elektrad.http.value(KEY)).toBe('30');
    await expect(screen.rollout).toContainText('pending');
    await expect(screen.row('web-2')).toContainText(/pending|since/);
    await screen.rollout.getByRole('link', { name: 'Details' }).click();
    await expect(page.getByRole('main')).toContainText('web-2');
    await look(page, 'cluster-rollout');
    await second.restart();
    await expect(page.getByRole('main')).toContainText('Applied everywhere');
    await expect.poll(() => second.http.value(KEY)).toBe('30');
  });

  await test.step('what was changed on a host is found, and accepted', async () => {
    await elektrad.http.setAll({ [KEY]: '31' });
    await screen.row('Web EU').click();
    await screen.tab(words.drift);
    await screen.button(words.compare).click();
    const cell = page.getByRole('button', { name: 'web-1: found 31, intended 30' });
    await expect(cell).toBeVisible();
    await look(page, 'cluster-drift');
    await cell.click();
    await page.getByRole('menuitem', { name: words.accept }).click();
    await screen.apply();
    await expect.poll(() => second.http.value(KEY)).toBe('31');
    await expect(cell).toBeHidden();
  });

  await test.step('who leaves keeps its values, unlocked', async () => {
    await screen.tab(words.members);
    await look(page, 'cluster-members');
    await screen.choose('web-1', words.leave);
    await screen.apply();
    await page.goto(`${clusterd.url}/instances/${web.id}?key=${encodeURIComponent(KEY)}`);
    const panel = new InstancePage(page).panel(KEY);
    await panel.save('32');
    await expect.poll(() => elektrad.http.value(KEY)).toBe('32');
  });
});

test('a viewer sees clusters and is offered nothing to change', async ({ page, open, admin, clusterd }) => {
  const { id } = await admin.call('clusters.create', { name: 'Production' });
  await signInAs('guest', page.context(), admin, clusterd.url, 'viewer');
  await open(`/clusters/${id}`);
  const screen = new ClusterPage(page);
  await expect(screen.heading('Production')).toBeVisible();
  for (const name of [words.new, WORDS.keys.new, 'Pause']) await expect(screen.button(name)).toHaveCount(0);
});
