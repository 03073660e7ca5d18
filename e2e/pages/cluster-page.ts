import type { Locator, Page } from '@playwright/test';
import { KeyGrid } from './key-grid.ts';
import { KeyPanel } from './key-panel.ts';
import { WORDS } from './words.ts';

const { cluster: words } = WORDS;

/** One cluster, the fleet's tree beside it, and the plan that comes before each change. */
export class ClusterPage {
  readonly fleet: Locator;
  readonly keys: KeyGrid;
  readonly plan: Locator;
  readonly dialog: Locator;
  /** What became of the last change, at the foot of the window. */
  readonly rollout: Locator;

  constructor(private readonly page: Page) {
    this.fleet = page.getByRole('treegrid', { name: WORDS.fleet.label });
    this.keys = new KeyGrid(page);
    this.dialog = page.getByRole('dialog');
    this.plan = this.dialog.filter({ hasText: words.plan });
    this.rollout = page.getByRole('region', { name: words.rollout });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  row(name: string): Locator {
    return this.fleet.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  panel(key: string): KeyPanel {
    return new KeyPanel(this.page, key);
  }

  async create(name: string): Promise<void> {
    await this.page.getByRole('button', { name: words.new, exact: true }).click();
    await this.name(name);
  }

  async createBelow(parent: string, name: string): Promise<void> {
    await this.choose(parent, words.newBelow);
    await this.name(name);
  }

  /** Chooses from the menu of a row of the fleet. */
  async choose(row: string, act: string): Promise<void> {
    await this.row(row).click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: act }).click();
  }

  /** Instances into a cluster by the menu. */
  async join(row: string, place: string): Promise<void> {
    await this.choose(row, words.join);
    await this.dialog.getByRole('combobox').click();
    await this.page.getByRole('option', { name: place }).click();
    await this.dialog.getByRole('button', { name: words.showPlan }).click();
    await this.plan.waitFor();
  }

  async drag(row: string, onto: string): Promise<void> {
    await this.row(row).dragTo(this.row(onto));
  }

  async apply(): Promise<void> {
    await this.plan.getByRole('button', { name: words.apply }).click();
    await this.plan.waitFor({ state: 'hidden' });
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name });
  }

  private async name(name: string): Promise<void> {
    await this.dialog.getByRole('textbox', { name: words.name }).fill(name);
    await this.dialog.getByRole('button', { name: words.create }).click();
    await this.heading(name).waitFor();
    await this.dialog.waitFor({ state: 'hidden' });
    // The keys of the new cluster are there: nothing is drawn anew any more while a row is dragged.
    await this.keys.row('system:/').waitFor();
  }
}
