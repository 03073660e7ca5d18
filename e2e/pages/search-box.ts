import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** Search in the open instance. */
export class SearchBox {
  readonly field: Locator;
  readonly results: Locator;
  readonly count: Locator;
  /** The texts that matched, as they are marked in the results. */
  readonly marks: Locator;
  readonly namesOnly: Locator;
  readonly stop: Locator;
  readonly panel: Locator;

  constructor(page: Page) {
    const search = page.getByRole('search');
    this.field = search.getByRole('combobox');
    this.results = search.getByRole('listbox', { name: WORDS.search.results }).getByRole('option');
    this.marks = this.results.locator('mark');
    this.namesOnly = search.getByRole('checkbox', { name: WORDS.search.namesOnly });
    this.stop = search.getByRole('button', { name: WORDS.search.stop });
    this.panel = search;
    this.count = search.getByRole('status').filter({ hasText: /^(First )?[\d,]+ / });
  }

  async asRegularExpression(): Promise<void> {
    await this.panel.getByText(WORDS.search.regex, { exact: true }).click();
  }
}
