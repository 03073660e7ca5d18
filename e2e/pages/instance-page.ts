import type { Locator, Page } from '@playwright/test';
import { KeyDialogs } from './key-dialogs.ts';
import { KeyGrid } from './key-grid.ts';
import { KeyPanel } from './key-panel.ts';
import { SearchBox } from './search-box.ts';
import { WORDS } from './words.ts';

/** One instance: its head, its keys, the chosen key. */
export class InstancePage {
  readonly keys: KeyGrid;
  readonly dialogs: KeyDialogs;
  readonly search: SearchBox;
  readonly main: Locator;
  readonly acts: Locator;

  constructor(private readonly page: Page) {
    this.keys = new KeyGrid(page);
    this.dialogs = new KeyDialogs(page);
    this.search = new SearchBox(page);
    this.main = page.getByRole('main');
    this.acts = page.getByRole('button', { name: WORDS.instance.acts });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  panel(key: string): KeyPanel {
    return new KeyPanel(this.page, key);
  }

  async choose(act: 'edit' | 'test' | 'remove'): Promise<void> {
    await this.acts.click();
    await this.page.getByRole('menuitem', { name: WORDS.instance[act] }).click();
  }
}
