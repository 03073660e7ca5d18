import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** What an administrator of an empty fleet sees, and nothing else. */
export class FirstStartPage {
  readonly heading: Locator;
  readonly host: Locator;
  private readonly main: Locator;
  private readonly act: Locator;

  constructor(page: Page) {
    this.heading = page.getByRole('heading', { level: 1, name: WORDS.firstStart.heading });
    this.host = page.getByRole('textbox', { name: WORDS.firstStart.host });
    this.main = page.getByRole('main');
    this.act = this.main.getByRole('button', { name: new RegExp(`^${WORDS.firstStart.add}( anyway)?( Enter)?$`) });
  }

  /** What is known of the host while it is typed. */
  says(words: string): Locator {
    return this.main.getByRole('status').filter({ hasText: words });
  }

  async add(host: string): Promise<void> {
    await this.host.fill(host);
    await this.act.click();
  }
}
