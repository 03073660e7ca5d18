import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEchoServer, type EchoServer } from './testing/echo-server.ts';

let echo: EchoServer;
let own: string;
let cookie: string;
beforeAll(async () => {
  echo = await startEchoServer();
  own = `http://127.0.0.1:${echo.port}`;
  cookie = `elektra_web_${echo.port}=session-of-admin`;
});
afterAll(() => echo.server.close());

const asAdmin = { authorization: 'Bearer admin' };
const forbidden = { error: { code: 'FORBIDDEN' } };

async function outcome(method: string, headers: Record<string, string>, server = echo): Promise<string | number> {
  const path = method === 'GET' ? '/api/who' : '/api/admin';
  const answer = await server.ask(method, path, { headers });
  return answer.status === 200 ? 200 : (answer.json as { error: { code: string } }).error.code;
}

describe('credentials', () => {
  it.each([
    ['none', {}],
    ['an unknown token', { authorization: 'Bearer nobody' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    ['a cookie of another name', { cookie: 'session=session-of-admin' }],
    ['a session as a token of another port', { cookie: 'elektra_web_1=session-of-admin' }],
    [
      'a wrong token beside a good cookie',
      { authorization: 'Bearer nobody', cookie: 'elektra_web_PORT=session-of-admin' },
    ],
  ])('%s: nobody is signed in', async (_kind, headers: Record<string, string>) => {
    const sent = JSON.parse(JSON.stringify(headers).replace('PORT', String(echo.port))) as Record<string, string>;
    expect(await outcome('GET', sent)).toBe('UNAUTHENTICATED');
  });

  it('are a token, or the cookie of this port among others', async () => {
    expect(await outcome('GET', asAdmin)).toBe(200);
    expect(await outcome('GET', { authorization: 'bearer admin' })).toBe(200);
    expect(await outcome('GET', { cookie: `session=x; ${cookie}; elektra_web_1=y` })).toBe(200);
    expect(await outcome('GET', { cookie: `a;b=c=d;;%zz=%zz;"q";${cookie}` })).toBe(200);
  });

  it('are asked before a body is taken', async () => {
    const headers = { 'content-length': '2000000', 'content-type': 'application/json' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `POST /api/echo/x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${lines.join('')}\r\n`;
    expect(await echo.talk(head)).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('may be checked with some delay', async () => {
    const slow = await startEchoServer({
      access: {
        authenticate: ({ secret }) =>
          Promise.resolve(secret === 'later' ? { id: '1', name: 'ada', role: 'viewer' } : null),
        open: false,
        allowedHosts: [],
        cookiePrefix: null,
      },
    });
    expect(await outcome('GET', { authorization: 'Bearer later' }, slow)).toBe(200);
    expect(await outcome('GET', { authorization: 'Bearer never' }, slow)).toBe('UNAUTHENTICATED');
    expect(await outcome('POST', { authorization: 'Bearer later' }, slow)).toBe('FORBIDDEN');
    await slow.server.close();
  });
});

describe('changes with the session cookie', () => {
  it('need our own origin', async () => {
    expect(await outcome('POST', { cookie, origin: own })).toBe(200);
    expect(await outcome('POST', { cookie, origin: own, 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it.each([
    ['none', {}],
    ['null', { origin: 'null' }],
    ['another host', { origin: 'http://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['another scheme', { origin: 'https://127.0.0.1:PORT' }],
    ['ours and more', { origin: 'http://127.0.0.1:PORT.evil.example' }],
    ['ours, but a foreign page says the browser', { origin: 'http://127.0.0.1:PORT', 'sec-fetch-site': 'same-site' }],
    [
      'ours, but a page elsewhere says the browser',
      { origin: 'http://127.0.0.1:PORT', 'sec-fetch-site': 'cross-site' },
    ],
  ])('are refused from %s', async (_kind, headers: Record<string, string>) => {
    const sent = JSON.parse(JSON.stringify(headers).replace('PORT', String(echo.port))) as Record<string, string>;
    expect(await outcome('POST', { ...sent, cookie })).toBe('FORBIDDEN');
  });

  it('are refused without an origin also when the session is over', async () => {
    expect(await outcome('POST', { cookie: `elektra_web_${echo.port}=old` })).toBe('FORBIDDEN');
    expect(await outcome('POST', { cookie: `elektra_web_${echo.port}=old`, origin: own })).toBe('UNAUTHENTICATED');
  });
});

describe('a token', () => {
  it('needs no origin', async () => {
    expect(await outcome('POST', asAdmin)).toBe(200);
  });

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1'])('does not help a page of %s', async (origin) => {
    expect(await outcome('POST', { ...asAdmin, origin })).toBe('FORBIDDEN');
    expect(await outcome('GET', { ...asAdmin, origin })).toBe('FORBIDDEN');
  });
});

describe('the name in Host', () => {
  it.each(['localhost', 'localhost:8080', '127.0.0.1', '[::1]:1', 'LOCALHOST', 'localhost.:33334'])(
    'may be %s',
    async (host) => {
      expect(await outcome('GET', { ...asAdmin, host })).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:33334',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.9',
    'a@localhost',
  ])('may not be %s', async (host) => {
    const answer = await echo.ask('GET', '/api/who', { headers: { ...asAdmin, host } });
    expect([answer.status, answer.json]).toMatchObject([403, forbidden]);
    expect(answer.text).toContain('--allowed-host');
    for (const path of ['/api/nothing', '/api/session']) {
      expect((await echo.ask('POST', path, { headers: { ...asAdmin, host } })).status).toBe(403);
    }
  });

  it('may be what it was allowed to be, with any port or one', async () => {
    const behind = await startEchoServer({
      access: {
        authenticate: () => null,
        open: true,
        allowedHosts: ['Elektra.example', 'one.example:8443'],
        cookiePrefix: null,
      },
    });
    const hosts = ['elektra.example', 'elektra.example:99', 'one.example:8443', 'one.example', 'two.example'];
    const outcomes = await Promise.all(hosts.map((host) => outcome('GET', { host }, behind)));
    expect(outcomes).toEqual([200, 200, 200, 'FORBIDDEN', 'FORBIDDEN']);
    await behind.server.close();
  });
});

describe('a server without sign-in', () => {
  it('lets everybody in but pages of other places', async () => {
    const open = await startEchoServer({
      access: { authenticate: () => null, open: true, allowedHosts: [], cookiePrefix: 'elektra_web' },
    });
    const ours = { origin: `http://127.0.0.1:${open.port}` };
    expect(await outcome('POST', {}, open)).toBe(200);
    expect(await outcome('POST', ours, open)).toBe(200);
    expect(await outcome('POST', { origin: 'http://evil.example' }, open)).toBe('FORBIDDEN');
    expect(await outcome('POST', { origin: 'null' }, open)).toBe('FORBIDDEN');
    expect(await outcome('POST', { 'sec-fetch-site': 'cross-site' }, open)).toBe('FORBIDDEN');
    expect(await outcome('POST', { host: 'evil.example' }, open)).toBe('FORBIDDEN');
    await open.server.close();
  });
});

describe('behind a proxy', () => {
  const forwarded = {
    ...asAdmin,
    host: 'inside:1',
    'x-forwarded-host': 'elektra.example',
    'x-forwarded-proto': 'https',
    origin: 'https://elektra.example',
  };
  const access = {
    authenticate: () => ({ id: '1', name: 'ada', role: 'admin' as const }),
    open: false,
    allowedHosts: ['elektra.example'],
    cookiePrefix: 'elektra_web',
  };

  it('believes a trusted one what the person’s address bar shows', async () => {
    const trusting = await startEchoServer({ access, trustedProxies: ['127.0.0.1'], basePath: '/elektra/' });
    const answer = await trusting.ask('POST', '/elektra/api/admin', { headers: forwarded });
    expect(answer.status).toBe(200);
    const signedOut = await trusting.ask('DELETE', '/elektra/api/session', { headers: forwarded });
    expect(signedOut.headers['set-cookie']).toEqual([
      `elektra_web_${trusting.port}=; Max-Age=0; Path=/elektra/; HttpOnly; Secure; SameSite=Strict`,
    ]);
    await trusting.server.close();
  });

  it('believes nobody else', async () => {
    const distrusting = await startEchoServer({ access, trustedProxies: ['10.0.0.1'] });
    expect((await distrusting.ask('POST', '/api/admin', { headers: forwarded })).status).toBe(403);
    await distrusting.server.close();
  });
});

describe('signing in', () => {
  const signIn = (server: EchoServer, token: string, headers: Record<string, string> = {}) =>
    server.ask('POST', '/api/session', {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token }),
    });

  it('puts the secret into a strict cookie and nowhere else', async () => {
    const answer = await signIn(echo, 'operator');
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({ name: 'operator' });
    expect(answer.headers['set-cookie']).toEqual([
      `elektra_web_${echo.port}=session-of-operator; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    const [sent = ''] = (answer.headers['set-cookie'] ?? [''])[0]!.split(';');
    expect((await echo.ask('GET', '/api/who', { headers: { cookie: sent } })).json).toEqual({
      name: 'operator',
      role: 'operator',
    });
  });

  it('is refused to a page of another place', async () => {
    expect((await signIn(echo, 'operator', { origin: 'http://evil.example' })).status).toBe(403);
  });

  it('clears the cookie on signing out', async () => {
    const answer = await echo.ask('DELETE', '/api/session', { headers: { cookie, origin: own } });
    expect([answer.status, answer.json]).toEqual([200, {}]);
    expect(answer.headers['set-cookie']).toEqual([
      `elektra_web_${echo.port}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict`,
    ]);
  });

  it('has to wait after many failures, also side by side, and says how long', async () => {
    const server = await startEchoServer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(server, 'guess')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(8);
    expect(refused).toHaveLength(12);
    for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await signIn(server, 'operator')).status).toBe(429);
    expect((await server.ask('GET', '/api/who')).status).toBe(200);
    await server.server.close();
  });

  it('does not count what is no guess', async () => {
    const server = await startEchoServer();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect((await server.ask('POST', '/api/session', { headers: {} })).status).toBe(400);
      expect((await signIn(server, 'operator')).status).toBe(201);
    }
    await server.server.close();
  });
});
