import { expect, type Page } from '@playwright/test';
import { ClusterPage } from '../pages/cluster-page.ts';

/** Puts the instance into a new cluster "Web" and sets a key there while it is away, so that one delivery waits. */
export async function leaveDeliveryPending(
  page: Page,
  instance: string,
  goAway: () => Promise<unknown>,
): Promise<ClusterPage> {
  const cluster = new ClusterPage(page);
  await cluster.create('Web');
  await cluster.join(instance, 'Web');
  await cluster.apply();
  await goAway();
  await cluster.row('Web').click();
  await cluster.keys.newKey.click();
  await cluster.dialog.getByRole('textbox', { name: 'Name' }).fill('user:/app/limit');
  await cluster.dialog.getByRole('textbox', { name: 'Value' }).fill('20');
  await cluster.dialog.getByRole('button', { name: 'Create' }).click();
  await cluster.apply();
  await expect(cluster.rollout).toContainText(/1\s*pending/);
  return cluster;
}
