import type { Locator } from '@playwright/test';
import { WORDS } from './words.ts';

/** The elements of an array, edited as one. Positions count from 1. */
export class ListEditor {
  readonly region: Locator;
  /** The texts of the elements, in order. */
  readonly elements: Locator;
  readonly saveAct: Locator;
  readonly rejection: Locator;

  constructor(panel: Locator) {
    this.region = panel.getByRole('region', { name: WORDS.list.section, exact: true });
    this.elements = this.region.getByRole('textbox');
    this.saveAct = this.region.getByRole('button', { name: WORDS.list.save });
    this.rejection = this.region.getByRole('alert');
  }

  async add(value: string): Promise<void> {
    await this.region.getByRole('button', { name: WORDS.list.add }).click();
    await this.elements.last().fill(value);
  }

  async move(position: number, way: 'up' | 'down'): Promise<void> {
    await this.button(`Move element ${position} ${way}`).click();
  }

  async remove(position: number): Promise<void> {
    await this.button(`Remove element ${position}`).click();
  }

  button(name: string): Locator {
    return this.region.getByRole('button', { name, exact: true });
  }

  async values(): Promise<readonly string[]> {
    return Promise.all((await this.elements.all()).map((element) => element.inputValue()));
  }
}
