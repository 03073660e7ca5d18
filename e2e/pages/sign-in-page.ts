import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** Where whoever is not signed in comes to. */
export class SignInPage {
  readonly heading: Locator;
  readonly token: Locator;
  private readonly act: Locator;

  constructor(page: Page) {
    this.heading = page.getByRole('heading', { level: 1, name: WORDS.signIn.heading, exact: true });
    this.token = page.getByRole('textbox', { name: WORDS.signIn.token });
    this.act = page.getByRole('button', { name: WORDS.signIn.act });
  }

  async signIn(token: string): Promise<void> {
    await this.token.fill(token);
    await this.act.click();
  }
}
