import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** Search by name in the open instance. */
export class SearchBox {
  readonly field: Locator;
  readonly results: Locator;
  readonly count: Locator;

  constructor(private readonly page: Page) {
    const search = page.getByRole('search');
    this.field = search.getByRole('combobox');
    this.results = search.getByRole('listbox', { name: WORDS.search.results }).getByRole('option');
    this.count = search.getByRole('status');
  }

  async asRegularExpression(): Promise<void> {
    await this.page
      .getByRole('radio', { name: WORDS.search.regex })
      .or(this.page.getByRole('button', { name: WORDS.search.regex }))
      .click();
  }
}
