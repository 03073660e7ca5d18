import { describe, expect, it } from 'vitest';
import { startEchoServer } from './testing/echo-server.ts';

describe('what supervisors ask', () => {
  it('is answered without sign-in, under any name', async () => {
    let ready = false;
    const echo = await startEchoServer({ ready: () => ready });
    const statusOf = async (path: string, method = 'GET') =>
      (await echo.ask(method, path, { headers: { host: 'pod-1.example' } })).status;
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/healthz', 'HEAD')).toBe(200);
    expect(await statusOf('/readyz')).toBe(503);
    ready = true;
    expect(await statusOf('/readyz')).toBe(200);
    await echo.server.close();
  });
});
