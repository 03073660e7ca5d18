import { chromium, type Browser } from '@playwright/test';

/** The browser that CHROMIUM names, or Playwright's own. */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = ['--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', ...asRoot];
  return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
}
