import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** Adds an instance, or changes one. */
export class InstanceDialog {
  readonly dialog: Locator;
  readonly host: Locator;
  readonly name: Locator;
  readonly save: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: /^(Add an instance|Edit )/ });
    this.host = this.dialog.getByRole('textbox', { name: WORDS.instance.host, exact: true });
    this.name = this.dialog.getByRole('textbox', { name: WORDS.instance.name, exact: true });
    this.save = this.dialog.getByRole('button', {
      name: new RegExp(`^(${WORDS.instance.add}|${WORDS.instance.save}|Add anyway)`),
    });
  }

  /** What is known of the host while it is typed. */
  says(words: string): Locator {
    return this.dialog.getByRole('status').filter({ hasText: words });
  }

  /** The link to the instance that has the host already. */
  existing(name: string): Locator {
    return this.dialog.getByRole('link', { name, exact: true });
  }
}
