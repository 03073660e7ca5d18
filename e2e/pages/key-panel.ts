import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** The region that shows one key: its value with the field that fits it, and its metadata. */
export class KeyPanel {
  readonly region: Locator;
  /** The field of the value, whatever its kind. */
  readonly field: Locator;
  readonly saveAct: Locator;
  /** Why the value was not stored. */
  readonly rejection: Locator;
  readonly conflict: Locator;

  constructor(
    page: Page,
    readonly key: string,
  ) {
    this.region = page.getByRole('complementary', { name: `Key ${key}`, exact: true });
    const named = { name: `Value of ${key}`, exact: true } as const;
    this.field = this.region
      .getByRole('textbox', named)
      .or(this.region.getByRole('switch', named))
      .or(this.region.getByRole('spinbutton', named))
      .or(this.region.getByRole('combobox', named));
    this.saveAct = this.region.getByRole('button', { name: new RegExp(`^${WORDS.key.save}`) });
    this.rejection = this.region.getByRole('alert');
    this.conflict = this.region.getByText(WORDS.key.conflict);
  }

  async save(value: string): Promise<void> {
    await this.field.fill(value);
    await this.saveAct.click();
  }

  /** Where the typed value stands: what the panel tells of it. */
  says(words: string): Locator {
    return this.region.getByRole('status').filter({ hasText: words });
  }

  button(name: string | RegExp): Locator {
    return this.region.getByRole('button', { name });
  }
}
