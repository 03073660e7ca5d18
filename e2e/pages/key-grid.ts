import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

type KeyAct = 'newElement' | 'rename' | 'duplicate' | 'cut' | 'copy' | 'paste' | 'move' | 'remove';

/** The tree grid of an instance's keys. Rows are named by what they show: the last part of a key, or a folded path. */
export class KeyGrid {
  readonly grid: Locator;
  readonly filter: Locator;
  readonly newKey: Locator;
  readonly openAll: Locator;
  readonly closeAll: Locator;
  readonly refresh: Locator;

  constructor(private readonly page: Page) {
    this.grid = page.getByRole('treegrid', { name: /^Keys of / });
    this.filter = page.getByRole('textbox', { name: WORDS.keys.filter });
    this.newKey = page.getByRole('button', { name: WORDS.keys.new });
    this.openAll = page.getByRole('button', { name: WORDS.keys.openAll });
    this.closeAll = page.getByRole('button', { name: WORDS.keys.closeAll });
    this.refresh = page.getByRole('button', { name: WORDS.keys.refresh });
  }

  row(label: string): Locator {
    // Parts of a folded path are elements of their own, and names of elements are joined with blanks.
    const name = escaped(label).replaceAll('/', String.raw`/\s*`);
    return this.grid.getByRole('row', { name: new RegExp(String.raw`^${name}(\s|$)`) });
  }

  value(label: string): Locator {
    return this.row(label).getByRole('gridcell').nth(1);
  }

  /** What the row is: its type, how many keys, or what became of an edit. */
  kind(label: string): Locator {
    return this.row(label).getByRole('gridcell').nth(2);
  }

  async select(label: string): Promise<void> {
    await this.row(label).getByRole('gridcell').first().click();
  }

  /** Selects a row beside those that are selected. */
  async selectToo(label: string): Promise<void> {
    await this.row(label)
      .getByRole('gridcell')
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
  }

  /** Drags a row, with all that are selected with it, onto another one. */
  async drag(label: string, onto: string): Promise<void> {
    await this.row(label).getByRole('gridcell').first().dragTo(this.row(onto).getByRole('gridcell').first());
  }

  /** Chooses from the menu of a row. */
  async choose(label: string, act: KeyAct): Promise<void> {
    await this.row(label).getByRole('gridcell').first().click({ button: 'right' });
    // Its shortcut stands beside the words.
    const name = new RegExp(`^${WORDS.keys[act]}( (Ctrl .|F2|Delete|Insert))?$`);
    await this.page.getByRole('menuitem', { name }).click();
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
