import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { APP_ID } from './app-id.ts';

it('the application has the name that its installers give it', () => {
  const file = fileURLToPath(new URL('../../electron-builder.yml', import.meta.url));
  expect(/^appId: (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]).toBe(APP_ID);
});
