import type { Page } from '@playwright/test';
import { INVOKE_CHANNEL, type BridgeRequest } from '#shared/bridge.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { expect, test } from '../electron/desktop-test.ts';

/** What a page may do that our own client does not. */
function call(page: Page, request: unknown): Promise<Reply> {
  return page.evaluate(
    (message) => (Reflect.get(window, 'elektra') as { call(message: unknown): Promise<never> }).call(message),
    request,
  );
}

const ask = (operation: string, input: unknown): BridgeRequest => ({
  kind: 'call',
  id: 'spec',
  operation,
  input,
  parts: false,
});

test('the page has two functions of the main process and nothing else', async ({ start }) => {
  const page = await (await start()).window();
  const exposed = await page.evaluate(() => Object.keys(Reflect.get(window, 'elektra') as object).sort());
  expect(exposed).toEqual(['call', 'on']);
  const leaks = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter((name) => name in window),
  );
  expect(leaks).toEqual([]);
});

test('errors of clusterd keep their codes and data, and bad messages are refused', async ({ start, elektrad }) => {
  const page = await (await start()).window();
  const missing = await call(page, ask('instances.get', { id: 'nobody' }));
  expect(missing).toMatchObject({ ok: false, error: { code: 'INSTANCE_NOT_FOUND', data: { id: 'nobody' } } });
  if (!missing.ok) expect(missing.error.requestId).not.toBe('');
  expect(await call(page, ask('instances.create', { name: '', host: 7 }))).toMatchObject({
    error: {
      code: 'INVALID_INPUT',
      data: { issues: expect.arrayContaining([{ path: 'host', message: expect.any(String) }]) },
    },
  });
  expect(await call(page, ask('no.such', {}))).toMatchObject({ error: { code: 'NOT_FOUND' } });
  const made = { name: 'web', host: elektrad.url };
  expect(await call(page, ask('instances.create', made))).toMatchObject({ ok: true });
  expect(await call(page, ask('instances.create', made))).toMatchObject({
    error: { code: 'INSTANCE_ALREADY_EXISTS', data: { existing: { name: 'web' } } },
  });
  for (const message of [null, 7, {}, { kind: 'call' }, { ...ask('version', {}), more: 1 }]) {
    await expect(call(page, message)).rejects.toThrow(/Error invoking remote method/);
  }
});

test('values cross as they are, and what cannot be cloned does not cross', async ({ start, elektrad }) => {
  const page = await (await start()).window();
  const { value } = (await call(page, ask('instances.create', { name: 'web', host: elektrad.url }))) as {
    readonly value: { readonly id: string };
  };
  const odd = `a\u0000b\u2028 ä 👍 ${'x'.repeat(200_000)}\r\n`.replace('\u0000', '\u0001');
  await call(page, ask('keys.set', { id: value.id, key: 'user:/odd', value: odd }));
  expect(await elektrad.http.value('user:/odd')).toBe(odd);
  const read = JSON.stringify(await call(page, ask('keys.read', { id: value.id, key: 'user:/odd' })));
  expect(read.includes(JSON.stringify(odd))).toBe(true);
  const clone = page.evaluate(() =>
    (Reflect.get(window, 'elektra') as { call(message: unknown): Promise<unknown> }).call({ kind: () => 1 }),
  );
  await expect(clone).rejects.toThrow(/could not be cloned/);
});

test('a frame that is not our page is refused, whatever it says', async ({ startHere }) => {
  const application = await startHere();
  await application.window();
  const hostile = [
    ['https://evil.example/', true],
    ['app://elektra/', false],
    ['app://evil/', true],
    ['app://elektra.evil.example/', true],
    ['file:///etc/passwd', true],
    ['about:blank', true],
    ['data:text/html,x', true],
  ] as const;
  for (const [url, isMain] of hostile) {
    const invoked = application.invokeAs(url, isMain, INVOKE_CHANNEL, ask('instances.list', {}));
    await expect(invoked, url).rejects.toThrow();
  }
  const ours = await application.invokeAs('app://elektra/instances/x', true, INVOKE_CHANNEL, ask('instances.list', {}));
  expect(ours).toMatchObject({ ok: true });
});
