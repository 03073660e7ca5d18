import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDispatcher } from '../dispatcher.ts';
import { echoContract } from '../testing/echo-contract.ts';
import { createEcho } from '../testing/echo-handlers.ts';
import { recordedLog } from '../testing/recorded-log.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';

const echo = createEcho();
const log = recordedLog();
let server: HttpServer;
let url: string;

beforeAll(async () => {
  const dispatcher = createDispatcher({ contract: echoContract, handlers: echo.handlers, log, validateOutput: true });
  const authenticate = () => ({ id: 'a', name: 'a', role: 'admin' as const });
  const access = { authenticate, open: false, allowedHosts: [], cookiePrefix: null };
  server = await createHttpServer({ contract: echoContract, dispatcher, log, access });
  ({ url } = await server.listen({ host: '127.0.0.1', port: 0 }));
});
afterAll(() => server.close());

const headers = { authorization: 'Bearer x', accept: 'application/x-ndjson' };

function ask(query: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(`${url}/api/steps?${query}`, { headers }, resolve).on('error', reject).end();
  });
}

describe('the parts of an operation', () => {
  it('are lines of JSON for who accepts them, the output behind them', async () => {
    const answer = await fetch(`${url}/api/steps?steps=2`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const lines = (await answer.text()).split('\n');
    expect(lines.map((line) => (line === '' ? null : (JSON.parse(line) as unknown)))).toEqual([
      { part: { step: 0, text: 'ü\n\u20280' } },
      { part: { step: 1, text: 'ü\n\u20281' } },
      { output: { heard: true } },
      null,
    ]);
  });

  it('are left out for everybody else', async () => {
    const answer = await fetch(`${url}/api/steps?steps=2`, { headers: { authorization: 'Bearer x' } });
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toEqual({ heard: false });
  });

  it('leave a failure before the first of them its status', async () => {
    const answer = await fetch(`${url}/api/steps?steps=0&fails=true`, { headers });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'KEY_NOT_FOUND' } });
  });

  it('end with their reader, who takes the operation along', async () => {
    const waiting = echo.nextWait();
    const answer = await ask('steps=0&endless=true');
    await new Promise((resolve) => answer.once('data', resolve));
    answer.destroy();
    await waiting.aborted;
    expect((await fetch(`${url}/api/steps?steps=1`, { headers })).status).toBe(200);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('do not pile up for one who does not read: the output comes all the same', async () => {
    const answer = await ask(`steps=64&size=${1024 * 1024}`);
    let bytes = 0;
    let last = '';
    for await (const chunk of answer) {
      bytes += (chunk as Buffer).length;
      last = (last + String(chunk)).slice(-100);
    }
    expect(bytes).toBeLessThan(32 * 1024 * 1024);
    expect(last.endsWith('{"output":{"heard":true}}\n')).toBe(true);
  });
});
