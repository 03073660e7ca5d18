import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** What is asked before a key is made, renamed, or removed with all below it. */
export class KeyDialogs {
  readonly new: Locator;
  readonly rename: Locator;
  readonly remove: Locator;

  constructor(private readonly page: Page) {
    this.new = page.getByRole('dialog', { name: WORDS.keys.new });
    this.rename = page.getByRole('dialog', { name: WORDS.keys.rename });
    this.remove = page.getByRole('alertdialog', { name: /^Delete [\d,.]+ keys?\?$/ });
  }

  name(dialog: Locator): Locator {
    return dialog.getByRole('textbox', { name: WORDS.keys.name, exact: true });
  }

  /** Opens the dialog, creates a key, and waits until it is there. */
  async create(name: string, value = ''): Promise<void> {
    await this.page.getByRole('button', { name: WORDS.keys.new }).click();
    await this.name(this.new).fill(name);
    await this.new.getByRole('textbox', { name: WORDS.keys.value, exact: true }).fill(value);
    await this.confirmCreation();
  }

  async confirmCreation(): Promise<void> {
    await this.new.getByRole('button', { name: WORDS.keys.create }).click();
    await this.new.waitFor({ state: 'hidden' });
  }

  async confirmRename(): Promise<void> {
    await this.rename.getByRole('button', { name: WORDS.keys.rename }).click();
  }

  async confirmRemoval(): Promise<void> {
    await this.remove.getByRole('button', { name: /^Delete / }).click();
  }
}
