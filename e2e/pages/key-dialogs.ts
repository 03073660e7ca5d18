import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** What is asked before a key is made, renamed, duplicated, moved, or replaced or removed with all below it. */
export class KeyDialogs {
  readonly new: Locator;
  readonly rename: Locator;
  readonly duplicate: Locator;
  readonly move: Locator;
  /** What would be overwritten, and the ways on. */
  readonly replace: Locator;
  readonly remove: Locator;

  constructor(private readonly page: Page) {
    this.new = page.getByRole('dialog', { name: WORDS.keys.new });
    this.rename = page.getByRole('dialog', { name: WORDS.keys.rename });
    this.duplicate = page.getByRole('dialog', { name: WORDS.keys.duplicate });
    this.move = page.getByRole('dialog', { name: WORDS.keys.moveTitle });
    this.replace = page.getByRole('alertdialog', { name: /^Replace [\d,.]+ keys?\?$/ });
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

  async confirmDuplicate(): Promise<void> {
    await this.duplicate.getByRole('button', { name: WORDS.keys.duplicate }).click();
  }

  async moveBelow(parent: string): Promise<void> {
    await this.move.getByRole('textbox', { name: WORDS.keys.below }).fill(parent);
    await this.move.getByRole('button', { name: WORDS.keys.moveAct, exact: false }).click();
  }

  /** Gives up what runs in a dialog; then, or before anything runs, leaves it. */
  async cancel(dialog: Locator): Promise<void> {
    await dialog.getByRole('button', { name: WORDS.app.cancel, exact: true }).click();
  }

  async keepBoth(): Promise<void> {
    await this.replace.getByRole('button', { name: WORDS.keys.keepBoth }).click();
  }

  async confirmReplacement(): Promise<void> {
    await this.replace.getByRole('button', { name: /^Replace / }).click();
  }

  async confirmRemoval(): Promise<void> {
    await this.remove.getByRole('button', { name: /^Delete / }).click();
  }
}
