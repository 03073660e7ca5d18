import type { Locator, Page } from '@playwright/test';

/** Where the data live, in the desktop window: the menu beside the fleet, remote access, the dialogs of connecting and moving. */
export class WorkplacePage {
  readonly menu: Locator;
  readonly remoteAccess: Locator;
  readonly moveBanner: Locator;
  readonly dialog: Locator;

  constructor(private readonly page: Page) {
    this.menu = page.getByRole('button', { name: /^Where the data live/ });
    this.remoteAccess = page.getByRole('switch', { name: 'Remote access' });
    this.moveBanner = page.getByRole('status').filter({ hasText: 'Being moved to a server since' });
    this.dialog = page.getByRole('dialog');
  }

  async choose(entry: string | RegExp): Promise<void> {
    await this.menu.click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** The fleet of this machine's own clusterd. */
  async useLocal(): Promise<void> {
    await this.menu.click();
    await this.page.getByRole('menuitemcheckbox', { name: 'This machine' }).click();
  }

  /** Of remote access. */
  async setPort(port: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: 'Port' });
    await field.fill(port);
    await field.press('Enter');
  }

  /** A link that signs an administrator in, made in the preferences. */
  async signInLink(): Promise<string> {
    await this.page.getByRole('button', { name: 'Make a sign-in link' }).click();
    return this.page.getByText(/\/sign-in#code=/).innerText();
  }

  /** The first step of the move; the file is the one that the dialog of the system answers with. */
  async writeFile(passphrase: string): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Choose File' }).click();
    await this.dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await this.dialog.getByLabel('Passphrase again').fill(passphrase);
    await this.dialog.getByRole('button', { name: 'Write the file' }).click();
    await this.page.getByRole('dialog', { name: 'The file is written' }).waitFor();
    await this.page.keyboard.press('Escape');
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** Checks it, looks at what was found, and connects. */
  async connect(url: string, token: string, look: (dialog: Locator) => Promise<void>): Promise<void> {
    await this.dialog.getByRole('textbox', { name: 'Address' }).fill(url);
    await this.dialog.getByLabel('Access token').fill(token);
    await this.dialog.getByRole('button', { name: 'Check' }).click();
    await look(this.dialog);
    await this.dialog.getByRole('button', { name: /^Connect to/ }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }
}
