import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** Adds an instance, or changes one. */
export class InstanceDialog {
  readonly dialog: Locator;
  readonly host: Locator;
  readonly name: Locator;
  readonly save: Locator;
  /** Beside the certificate that a host shows. */
  readonly acceptCertificate: Locator;
  readonly acceptNewCertificate: Locator;
  readonly token: Locator;

  constructor(private readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: /^(Add an instance|Edit )/ });
    this.host = this.dialog.getByRole('textbox', { name: WORDS.instance.host, exact: true });
    this.name = this.dialog.getByRole('textbox', { name: WORDS.instance.name, exact: true });
    this.acceptCertificate = this.dialog.getByRole('button', { name: WORDS.instance.acceptCertificate });
    this.acceptNewCertificate = this.dialog.getByRole('button', { name: WORDS.instance.acceptNewCertificate });
    this.token = this.dialog.getByRole('textbox', { name: WORDS.instance.byToken, exact: true });
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

  /** Says what kind of credentials there are. */
  async chooseCredentials(kind: string): Promise<void> {
    await this.dialog.getByRole('combobox', { name: WORDS.instance.credentials }).click();
    await this.page.getByRole('option', { name: kind, exact: true }).click();
  }
}
