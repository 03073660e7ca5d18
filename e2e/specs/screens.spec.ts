import { copyFile } from 'node:fs/promises';
import { complaints } from '../fixtures/accessibility.ts';
import { putExampleKeys } from '../fixtures/example-keys.ts';
import { signInAs } from '../fixtures/person.ts';
import { SCREENS } from '../fixtures/screens.ts';
import { expect, test } from '../fixtures/test.ts';

const THEMES = ['light', 'dark'] as const;
/** The screen that the documents show. */
const PICTURED = 'main';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const [name, show] of Object.entries(SCREENS)) {
  test(`the screen ${name}: its picture in both themes, and nothing that axe finds`, async ({
    page,
    open,
    admin,
    clusterd,
    elektrad,
    browserLog,
  }) => {
    browserLog.allow(/ERR_CONNECTION_REFUSED/);
    await signInAs('m.kern', page.context(), admin, clusterd.url);
    await putExampleKeys(elektrad.http);
    const { id } = await admin.call('instances.create', { name: 'web-fra-07', host: elektrad.url, tags: ['canary'] });
    await admin.call('instances.create', { name: 'web-ams-03', host: 'http://127.0.0.1:1' });
    await show({ page, open, admin, clusterd, elektrad, id });

    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const picture = `test-results/screenshots/${name}-${theme}.png`;
      await page.screenshot({ path: picture, animations: 'disabled' });
      if (name === PICTURED && process.env['UPDATE_DOCS'] === '1') {
        await copyFile(picture, `docs/images/${name}-${theme}.png`);
      }
      expect(await complaints(page)).toEqual([]);
    }
  });
}
