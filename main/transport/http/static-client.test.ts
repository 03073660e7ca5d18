import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEchoServer, type EchoServer, type RawAnswer } from './testing/echo-server.ts';

const script = `console.log(${JSON.stringify('x'.repeat(5000))})`;
const page =
  '<!doctype html><base href="__BASE_HREF__" /><meta name="csp-nonce" content="__CSP_NONCE__" /><p>Elektra</p>';
const names = { html: { accept: 'text/html,*/*' }, any: { accept: '*/*' } };

let parent: string;
let folder: string;
let echo: EchoServer;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'client-'));
  folder = join(parent, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(parent, 'secret.txt'), 'secret');
  await writeFile(join(folder, '.stamp'), 'secret');
  await writeFile(join(folder, 'index.html'), page);
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'assets', 'index-Ab12.js'), script);
  await writeFile(join(folder, 'assets', 'index-Ab12.js.br'), brotliCompressSync(script));
  await writeFile(join(folder, 'assets', 'index-Ab12.js.gz'), gzipSync(script));
  await writeFile(join(folder, 'assets', 'plain-Cd34.js'), script);
  echo = await startEchoServer({ clientDirectory: folder });
});
afterAll(async () => {
  await echo.server.close();
  await rm(parent, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = names.any, server = echo) =>
  server.ask('GET', path, { headers });

function nonceOf(answer: RawAnswer): string {
  return /csp-nonce" content="([^"]+)"/.exec(answer.text)?.[1] ?? '';
}

describe('the page of the client', () => {
  it.each(['/', '/index.html', '/instances', '/instances/web.example/keys', '/sign-in', '/a%20b', '/?q=1'])(
    'is at %s, for nobody in particular',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.text).toContain('<base href="/" />');
    },
  );

  it('is also where a file could be, for a browser that goes there', async () => {
    expect((await get('/keys/user/icon.png', names.html)).status).toBe(200);
    expect((await get('/keys/user/icon.png')).status).toBe(404);
  });

  it('has a new nonce each time, the same in the page and in the policy', async () => {
    const [first, second] = [await get('/'), await get('/')];
    expect(nonceOf(first)).toMatch(/^[\w-]{22,}$/);
    expect(nonceOf(second)).not.toBe(nonceOf(first));
    expect(first.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonceOf(first)}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(first.headers['cache-control']).toBe('no-store');
  });

  it('goes out with the headers that keep other pages away', async () => {
    for (const path of ['/', '/favicon.svg', '/assets/index-Ab12.js']) {
      const { headers } = await get(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('is served by name only', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(403);
  });

  it('answers HEAD', async () => {
    const head = await echo.ask('HEAD', '/instances', { headers: names.any });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(100);
  });
});

describe('the files of the client', () => {
  it('are kept for good when their name has a hash, and else asked for again', async () => {
    const asset = await get('/assets/index-Ab12.js');
    expect([asset.status, asset.text]).toEqual([200, script]);
    expect(asset.headers).toMatchObject({
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    const icon = await get('/favicon.svg');
    expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
    const again = await get('/favicon.svg', { 'if-none-match': `"other", ${icon.headers.etag}` });
    expect([again.status, again.text, again.headers['content-length']]).toEqual([304, '', undefined]);
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('are sent as a browser that accepts %j wants them', async (accepted, encoding) => {
    const answer = await get('/assets/index-Ab12.js', { 'accept-encoding': accepted });
    expect(answer.headers['content-encoding']).toBe(encoding);
    const decode = { br: brotliDecompressSync, gzip: gunzipSync }[String(encoding)] ?? ((bytes: Buffer) => bytes);
    expect(decode(answer.bytes).toString()).toBe(script);
    if (encoding !== undefined) expect(answer.bytes.length).toBeLessThan(500);
    expect(answer.headers['content-type']).toBe('application/javascript; charset=utf-8');
    expect(Number(answer.headers['content-length'])).toBe(answer.bytes.length);
  });

  it('are sent as they are when the build has compressed nothing', async () => {
    const answer = await get('/assets/plain-Cd34.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect([answer.status, answer.headers['content-encoding'], answer.text]).toEqual([200, undefined, script]);
  });

  it('have one address each, not one for each encoding', async () => {
    expect((await get('/assets/index-Ab12.js.br')).status).toBe(404);
    expect((await get('/assets/index-Ab12.js?v=1')).text).toBe(script);
  });

  it('answer HEAD', async () => {
    const head = await echo.ask('HEAD', '/assets/index-Ab12.js', { headers: names.any });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', String(script.length)]);
  });

  it('are served by name only', async () => {
    expect((await get('/favicon.svg', { host: 'evil.example' })).status).toBe(403);
    expect((await get('/assets/index-Ab12.js', { origin: 'http://evil.example' })).status).toBe(403);
  });

  it.each(['/assets/none.js', '/assets/', '/assets', '/none.css', '/favicon.ico', '/assets/index-Ab12.js/x.js'])(
    'are missing where there is none: %s',
    async (path) => {
      const answer = await get(path, path.startsWith('/assets/') ? names.html : names.any);
      if (path === '/assets') expect(answer.headers['content-type']).toContain('text/html');
      else expect([answer.status, answer.json]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
    },
  );

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '//secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/secret.txt%00.js',
    '/.stamp',
    '/assets/../.stamp',
    '/%2estamp',
  ])('are those of the folder, not %s', async (path) => {
    const answer = await get(path);
    expect(answer.text).not.toContain('secret');
    expect([200, 404]).toContain(answer.status);
  });

  it('are those of the folder, whatever is asked for', async () => {
    const step = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '',
      'assets',
      '%2f',
      '%5c',
      'renderer',
      'secret.txt',
      '%00',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        expect((await get(`/${steps.join('/')}/secret.txt`)).text).not.toBe('secret');
      }),
    );
  });
});

describe('the API beside the client', () => {
  it.each(['/api', '/api/', '/api/nothing', '/api/instances.html'])('keeps %s for itself', async (path) => {
    const answer = await get(path, names.html);
    expect([answer.status, answer.json]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
  });

  it('has no pages for what is no reading', async () => {
    expect((await echo.ask('POST', '/instances')).status).toBe(404);
    expect((await get('/api/admin')).status).toBe(405);
    expect((await get('/apiary')).status).toBe(200);
  });
});

describe('below a base path', () => {
  it('has everything there, and leads there', async () => {
    const below = await startEchoServer({ clientDirectory: folder, basePath: '/elektra/' });
    for (const path of ['/elektra', '/elektra/', '/elektra/instances']) {
      expect((await get(path, names.any, below)).text).toContain('<base href="/elektra/" />');
    }
    expect((await get('/elektra/favicon.svg', names.any, below)).status).toBe(200);
    expect((await below.ask('GET', '/elektra/api/who')).status).toBe(200);
    expect((await get('/elektra/healthz', names.any, below)).status).toBe(200);
    expect((await get('/healthz', names.any, below)).status).toBe(200);
    expect((await get('/', names.any, below)).headers.location).toBe('/elektra/');
    expect((await below.ask('GET', '/api/who')).status).toBe(404);
    expect((await get('/instances', names.any, below)).status).toBe(404);
    expect((await get('/elektrafied', names.any, below)).status).toBe(404);
    expect(below.url).toBe(`http://127.0.0.1:${below.port}/elektra`);
    await below.server.close();
  });

  it.each(['elektra', '/a b', '/:id', '/*', '/a/../b'])('that is none is refused: %s', async (basePath) => {
    await expect(startEchoServer({ basePath })).rejects.toThrow('is not like /elektra');
  });
});

describe('a client that is not built', () => {
  it('is told before the server starts', async () => {
    await expect(startEchoServer({ clientDirectory: join(parent, 'none') })).rejects.toThrow('npm run build');
  });
});
