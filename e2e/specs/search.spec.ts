import { startElektrad, startFieldElektrad } from '../fixtures/fleet.ts';
import { expect, test } from '../fixtures/test.ts';
import { InstancePage } from '../pages/instance-page.ts';
import { WORDS } from '../pages/words.ts';

const KINDS = { 'our elektrad': startElektrad, 'the double of the field’s elektrad': startFieldElektrad } as const;

for (const [kind, start] of Object.entries(KINDS)) {
  test(`names, values and metadata are searched over ${kind}`, async ({ open, admin, cleanup }) => {
    const { url } = await start(cleanup);
    const { id } = await admin.call('instances.create', { name: 'web-1', host: url });
    const values = {
      'user:/app/port': '8080',
      'user:/app/url': 'http://host:8080/',
      'user:/app/doc': '',
      'user:/app/key': '8080',
    };
    for (const [key, value] of Object.entries(values)) await admin.call('keys.set', { id, key, value });
    await admin.call('keys.setMeta', { id, name: 'user:/app/doc', key: 'description', value: 'was 8080 once' });
    await admin.call('keys.setMeta', { id, name: 'user:/app/key', key: 'crypto/encrypt', value: '1' });
    const page = await open(`/instances/${id}`);
    const { search, panel } = new InstancePage(page);

    await search.field.fill('8080');
    await expect(search.results).toHaveText([
      /user:\/app\/doc\s*description\s*was 8080 once/,
      /user:\/app\/port\s*value\s*8080/,
      /user:\/app\/url\s*value\s*http:\/\/host:8080\//,
    ]);
    await expect(search.marks).toHaveText(['8080', '8080', '8080']);
    await expect(search.count).toHaveText('3 keys');

    await search.namesOnly.check();
    await expect(search.panel.getByText(WORDS.search.nothing)).toBeVisible();
    await search.panel.getByRole('button', { name: 'Search values too' }).click();
    await expect(search.results).toHaveCount(3);

    await search.asRegularExpression();
    await search.field.fill('/(port|doc)$');
    await expect(search.results).toHaveCount(2);
    await expect(search.marks).toHaveText(['/', 'doc', '/', 'port']);
    await search.results.first().click();
    await expect(page.getByRole('complementary', { name: 'Key user:/app/doc' })).toBeVisible();
    expect(panel).toBeDefined();
  });
}

test('a search of many keys shows the first of what it finds, and is followed by the next one', async ({
  open,
  admin,
  elektrad,
}) => {
  test.slow();
  const { id } = await admin.call('instances.create', { name: 'web-1', host: elektrad.url });
  const keys = Array.from({ length: 20_000 }, (_, at) => ({ key: `g${at % 100}/k${at}`, value: `needle ${at}` }));
  await admin.call('keys.setAll', { id, key: 'user:/many', configurations: keys });
  const page = await open(`/instances/${id}`);
  const { search } = new InstancePage(page);
  await search.field.fill('needle');
  await expect(search.count).toHaveText('First 200 of 20,000');
  await expect(search.marks.first()).toHaveText('needle');

  await search.field.fill('needle 1');
  await search.field.press('Escape');
  await expect(search.results).toHaveCount(0);
  await search.field.fill('k19999');
  await expect(search.results.first()).toContainText('k19999');
  await expect(search.marks.first()).toHaveText('k19999');
});
