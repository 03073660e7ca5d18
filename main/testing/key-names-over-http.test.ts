import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from '#shared/contract/client.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import { encodeKeyNameForUrl } from '#shared/model/key-url.ts';
import { keyName } from '#shared/testing/key-name-arbitraries.ts';
import { startEchoServer, type EchoServer } from '../transport/http/testing/echo-server.ts';
import { echoContract, type EchoContract } from '../transport/testing/echo-contract.ts';

let echo: EchoServer;
let client: Client<EchoContract>;
beforeAll(async () => {
  echo = await startEchoServer();
  const headers = { authorization: 'Bearer admin' };
  client = createClient<EchoContract>(createHttpSend(echoContract, { baseUrl: echo.url, fetch, headers }));
});
afterAll(() => echo.server.close());

describe('a key name over a real socket', () => {
  it('arrives as it was sent, by our client, as one segment, or as plain ones', async () => {
    await fc.assert(
      fc.asyncProperty(keyName(), async (name) => {
        expect(await client.call('echo.read', { id: 'a', name })).toMatchObject({ name });
        const segment = await echo.ask('GET', `/api/echo/a/at/${encodeKeyNameForUrl(name)}`);
        expect(segment.json).toMatchObject({ name });
        const plain = await echo.ask('GET', `/api/echo/a/at/${name.split('/').map(encodeURIComponent).join('/')}`);
        expect(plain.json).toMatchObject({ name });
      }),
      { numRuns: 150 },
    );
  });
});
