import { putExampleKeys } from '../fixtures/example-keys.ts';
import { look } from '../fixtures/look.ts';
import { signInAs } from '../fixtures/person.ts';
import { SCREENS } from '../fixtures/screens.ts';
import { test } from '../fixtures/test.ts';

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

    await look(page, name, name === PICTURED ? { docs: {} } : {});
  });
}
