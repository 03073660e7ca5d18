import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** The metadata of the shown key: as a list, or as fields while they are edited. Rows are named by what they mean. */
export class MetadataEditor {
  readonly region: Locator;
  readonly saveAct: Locator;
  readonly edit: Locator;
  readonly rejection: Locator;
  readonly conflict: Locator;

  constructor(
    private readonly page: Page,
    panel: Locator,
  ) {
    this.region = panel.getByRole('region', { name: WORDS.metadata.section, exact: true });
    this.saveAct = this.button(WORDS.metadata.save);
    this.edit = this.button(WORDS.metadata.edit);
    this.rejection = this.region.getByRole('alert');
    this.conflict = this.region.getByText(WORDS.metadata.conflict);
  }

  row(title: string): Locator {
    return this.region.getByRole('group', { name: title, exact: true });
  }

  /** The field of a row; of one with several, the one with this label. */
  field(title: string, label?: string): Locator {
    const given = label === undefined ? {} : { name: label };
    const row = this.row(title);
    return row.getByRole('textbox', given).or(row.getByRole('spinbutton', given)).or(row.getByRole('switch', given));
  }

  /** Adds a kind from the menu, with the focus in its field. */
  async add(kind: string): Promise<void> {
    await this.button(WORDS.metadata.add).click();
    await this.page.getByRole('menuitem', { name: kind, exact: true }).click();
  }

  async addOther(name: string, value: string): Promise<void> {
    await this.add(WORDS.metadata.other);
    const form = this.row(WORDS.metadata.other);
    await form.getByRole('textbox', { name: 'Metakey' }).fill(name);
    await form.getByRole('textbox', { name: 'Value' }).fill(value);
    await form.getByRole('button', { name: 'Add metakey' }).click();
  }

  async choose(title: string, choice: string): Promise<void> {
    await this.row(title).getByRole('combobox').click();
    await this.page.getByRole('option', { name: choice, exact: true }).click();
  }

  async remove(title: string): Promise<void> {
    await this.button(`Remove ${title}`).click();
  }

  async undo(title: string): Promise<void> {
    await this.button(`Undo ${title}`).click();
  }

  async save(): Promise<void> {
    await this.saveAct.click();
    await this.says(WORDS.key.saved).waitFor();
  }

  says(words: string): Locator {
    return this.region.getByRole('status').filter({ hasText: words });
  }

  button(name: string): Locator {
    return this.region.getByRole('button', { name, exact: true });
  }
}
