import type { Locator, Page } from '@playwright/test';
import { ListEditor } from './list-editor.ts';
import { MetadataEditor } from './metadata-editor.ts';
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
  readonly metadata: MetadataEditor;
  /** The elements of an array as one list. */
  readonly list: ListEditor;

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
      // Its name goes on with what is chosen.
      .or(this.region.getByRole('combobox', { name: named.name }))
      .or(this.region.getByRole('group', named));
    // Lists and metadata have acts of their own, which say so.
    this.saveAct = this.region.getByRole('button', { name: /^Save(?! list| metadata)/ });
    this.metadata = new MetadataEditor(page, this.region);
    this.list = new ListEditor(this.region);
    this.rejection = this.region.getByRole('alert');
    this.conflict = this.region.getByText(WORDS.key.conflict);
  }

  async save(value: string): Promise<void> {
    await this.field.fill(value);
    await this.saveAct.click();
  }

  /** Chooses from the field's list of choices. */
  async choose(choice: string): Promise<void> {
    await this.field.click();
    await this.field.page().getByRole('option', { name: choice, exact: true }).click();
  }

  /** Where the typed value stands: what the panel tells of it. */
  says(words: string): Locator {
    return this.region.getByRole('status').filter({ hasText: words });
  }

  button(name: string | RegExp): Locator {
    return this.region.getByRole('button', { name });
  }
}
