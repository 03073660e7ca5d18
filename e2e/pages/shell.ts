import type { Locator, Page } from '@playwright/test';
import { WORDS } from './words.ts';

/** The frame around everything: search, connection, the person, and the fleet on the left. */
export class Shell {
  readonly fleet: Locator;
  /** Whether clusterd answers. */
  readonly banner: Locator;
  readonly notFound: Locator;
  readonly offline: Locator;
  readonly addInstance: Locator;
  private readonly user: Locator;

  constructor(private readonly page: Page) {
    this.fleet = page.getByRole('navigation', { name: WORDS.fleet.label });
    this.banner = page.getByRole('alert').filter({ hasText: WORDS.app.lost });
    this.notFound = page.getByRole('heading', { name: WORDS.app.notFound });
    this.offline = page.getByRole('heading', { name: WORDS.app.offline });
    this.addInstance = this.fleet.getByRole('button', { name: WORDS.fleet.add });
    this.user = page.getByRole('banner').getByRole('button', { name: /viewer|operator|administrator/ });
  }

  /** The role that is shown for the person. */
  role(role: 'viewer' | 'operator' | 'administrator'): Locator {
    return this.user.filter({ hasText: role });
  }

  instance(name: string): Locator {
    return this.fleet.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async choose(act: 'preferences' | 'shortcuts' | 'signOut'): Promise<void> {
    await this.user.click();
    await this.page.getByRole('menuitem', { name: WORDS.app[act] }).click();
  }

  /** Asks clusterd at once; nothing when the page has asked by itself meanwhile, which takes the button away. */
  async tryNow(): Promise<void> {
    await this.page
      .getByRole('button', { name: WORDS.app.tryNow })
      .evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
  }
}
