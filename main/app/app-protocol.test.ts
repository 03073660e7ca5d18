import { describe, expect, it } from 'vitest';
import { serveApp } from './app-protocol.ts';

const FILES = new Map([
  ['/favicon.svg', '<svg/>'],
  ['/assets/main.js', 'code'],
]);

function served() {
  let handle: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 500 });
  let count = 0;
  serveApp(
    { protocol: { handle: (_scheme, given) => void (handle = given) } },
    {
      files: {
        async read(pathname) {
          const text = FILES.get(pathname);
          return text === undefined ? null : new Uint8Array(Buffer.from(text));
        },
      },
      page: () => ({ html: '<p>page</p>', nonce: `nonce-${(count += 1)}` }),
    },
  );
  return async (url: string, method = 'GET') => {
    const response = await handle(new Request(url, { method }));
    const { status, headers } = response;
    return { status, type: headers.get('content-type'), headers, text: await response.text() };
  };
}

describe('the address of the window', () => {
  it('has the files of the interface, with their types', async () => {
    const ask = served();
    expect(await ask('app://elektra/assets/main.js')).toMatchObject({ status: 200, text: 'code' });
    const { type, headers } = await ask('app://elektra/favicon.svg');
    expect([type, headers.get('x-content-type-options')]).toEqual(['image/svg+xml', 'nosniff']);
    // Opened by itself it is a document, which may hold scripts.
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  it.each(['/', '/instances/web-1', '/instances/web-1.js', '/index.html', '/?key=user:/a.css', '/../assets', '/a%2fb'])(
    'has the page at %s, each time with its own nonce',
    async (path) => {
      const ask = served();
      const [first, second] = [await ask(`app://elektra${path}`), await ask(`app://elektra${path}`)];
      expect(first).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', text: '<p>page</p>' });
      const policies = [first, second].map(({ headers }) => headers.get('content-security-policy') ?? '');
      expect(policies[0]).toContain("'nonce-nonce-1'");
      expect(policies[1]).toContain("'nonce-nonce-2'");
      expect(first.headers.get('cache-control')).toBe('no-store');
    },
  );

  it.each([
    ['a file that is not there', 'app://elektra/assets/other.js', 'GET', 404],
    ['another host', 'app://evil/', 'GET', 404],
    ['something sent to it', 'app://elektra/', 'POST', 405],
    ['something to be put there', 'app://elektra/assets/main.js', 'PUT', 405],
  ])('has nothing for %s', async (_what, url, method, status) => {
    const answer = await served()(url, method);
    expect(answer).toMatchObject({ status, text: '' });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
