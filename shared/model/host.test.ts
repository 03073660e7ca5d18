import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostUrl } from '../testing/key-name-arbitraries.ts';
import { canonicalHost, HostProblem, parseHost, type Host } from './host.ts';

function hostOf(text: string): Host {
  const parsed = parseHost(text);
  if (!parsed.ok) throw parsed.problem;
  return parsed.host;
}

function problemOf(text: string): HostProblem {
  const parsed = parseHost(text);
  if (parsed.ok) throw new Error(`${text} was taken`);
  return parsed.problem;
}

describe('the canonical form of a host', () => {
  it.each([
    ['http://localhost:33333', 'http://localhost:33333'],
    ['http://LOCALHOST:33333/', 'http://localhost:33333'],
    ['http://127.0.0.1:33333', 'http://localhost:33333'],
    ['http://[::1]:33333', 'http://localhost:33333'],
    ['http://[0:0:0:0:0:0:0:1]:33333', 'http://localhost:33333'],
    ['http://0x7f.1:33333', 'http://localhost:33333'],
    ['  HTTP://Localhost:033333//  ', 'http://localhost:33333'],
    ['http://db1', 'http://db1'],
    ['http://db1:80', 'http://db1'],
    ['http://db1:', 'http://db1'],
    ['https://db1:443', 'https://db1'],
    ['https://db1:80', 'https://db1:80'],
    ['http://DB1.Example.Com/', 'http://db1.example.com'],
    ['http://db1.example.com.:33333', 'http://db1.example.com:33333'],
    ['http://LocalHost.:33333', 'http://localhost:33333'],
    ['http://127.0.0.1.:33333', 'http://localhost:33333'],
    ['https://db1.:443/elektra/', 'https://db1/elektra'],
    ['https://b%C3%BCcher%2Eexample%2E', 'https://xn--bcher-kva.example'],
    ['http://bücher.example', 'http://xn--bcher-kva.example'],
    ['http://BÜCHER.example', 'http://xn--bcher-kva.example'],
    ['http://XN--BCHER-KVA.example', 'http://xn--bcher-kva.example'],
    ['http://b%C3%BCcher.example', 'http://xn--bcher-kva.example'],
    ['http://[2001:DB8:0:0::1]:33333', 'http://[2001:db8::1]:33333'],
    ['https://proxy/Elektra/', 'https://proxy/Elektra'],
    ['https://proxy/a/./b/../c//', 'https://proxy/a/c'],
    ['https://proxy/%7euser/%c3%bc', 'https://proxy/~user/%C3%BC'],
    ['https://proxy/ü', 'https://proxy/%C3%BC'],
  ])('%s is %s', (text, canonical) => {
    expect(hostOf(text).canonical).toBe(canonical);
  });

  it('keeps apart what can be different machines or stores', () => {
    const texts = [
      ...['http://localhost:33333', 'http://localhost:33334', 'https://localhost:33333', 'http://127.0.0.2:33333'],
      ...[
        'http://0.0.0.0:33333',
        'http://[::ffff:127.0.0.1]:33333',
        'http://localhost.localdomain:33333',
        'http://local:33333',
        'http://local..:33333',
      ],
      ...[
        'http://localhost:33333/a',
        'http://localhost:33333/A',
        'http://localhost:33333/a/b',
        'http://localhost:33333/a%2Fb',
      ],
    ];
    expect(new Set(texts.map((text) => hostOf(text).canonical)).size).toBe(texts.length);
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(hostUrl(), (text) => {
        const { canonical } = hostOf(text);
        expect(hostOf(canonical)).toEqual({ url: canonical, canonical });
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same for all spellings', () => {
    fc.assert(
      fc.property(
        hostUrl(),
        fc.constantFrom('', '/', '//', '/.', '/x/..', ' '),
        fc.boolean(),
        (text, ending, isLoud) => {
          const [, scheme = '', authority = '', path = ''] = /^(\w+:\/\/)([^/]*)(.*)$/.exec(text) ?? [];
          const loud = isLoud ? scheme.toUpperCase() + authority.toUpperCase() : scheme.toLowerCase() + authority;
          expect(hostOf(`${loud}${path}${ending}`).canonical).toBe(hostOf(text).canonical);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('names the same address to connect to as the text', () => {
    fc.assert(
      fc.property(hostUrl(), (text) => {
        const { url, canonical } = hostOf(text);
        const loopback = (name: string) => (['127.0.0.1', '[::1]'].includes(name) ? 'localhost' : name);
        expect(loopback(new URL(url).hostname)).toBe(new URL(canonical).hostname);
        expect(new URL(url).port).toBe(new URL(canonical).port);
      }),
    );
  });
});

describe('the address for connecting', () => {
  it.each([
    [' http://LocalHost:33333/ ', 'http://LocalHost:33333'],
    ['https://proxy/Elektra//', 'https://proxy/Elektra'],
    ['http://bücher.example', 'http://bücher.example'],
    ['http://127.0.0.1:33333', 'http://127.0.0.1:33333'],
  ])('of %s is %s', (text, url) => {
    expect(hostOf(text).url).toBe(url);
  });

  it('can have a path put behind it', () => {
    fc.assert(fc.property(hostUrl(), (text) => new URL(`${hostOf(text).url}/version`).pathname.endsWith('/version')));
  });
});

describe('a text that is no host', () => {
  it.each([
    ['', 'EMPTY'],
    [' \t', 'EMPTY'],
    ['http://my host', 'SPACES'],
    ['http://ho\nst', 'SPACES'],
    ['http://ho\u0000st', 'SPACES'],
    ['localhost', 'MISSING_SCHEME'],
    ['localhost:33333', 'MISSING_SCHEME'],
    ['//localhost:33333', 'MISSING_SCHEME'],
    ['/var/run/elektra', 'MISSING_SCHEME'],
    ['http:localhost', 'MISSING_SCHEME'],
    ['http:/localhost', 'MISSING_SCHEME'],
    ['javascript:alert(1)', 'MISSING_SCHEME'],
    ['ftp://localhost', 'OTHER_SCHEME'],
    ['ws://localhost:33333', 'OTHER_SCHEME'],
    ['localhost://33333', 'OTHER_SCHEME'],
    ['http://', 'EMPTY_HOST'],
    ['http:///localhost', 'EMPTY_HOST'],
    ['http://:33333', 'EMPTY_HOST'],
    ['http://db1:0', 'BAD_PORT'],
    ['http://db1:65536', 'BAD_PORT'],
    ['http://db1:99999999999', 'BAD_PORT'],
    ['http://db1:http', 'BAD_PORT'],
    ['http://[::1]:x', 'BAD_PORT'],
    ['http://admin:secret@db1', 'USER_INFO'],
    ['http://@db1', 'USER_INFO'],
    ['admin:secret@db1:33333', 'USER_INFO'],
    ['ftp://admin:secret@db1', 'USER_INFO'],
    ['http://db1?a=b', 'QUERY'],
    ['http://db1/?', 'QUERY'],
    ['http://db1/#', 'FRAGMENT'],
    ['http://db1#?', 'FRAGMENT'],
    ['http:\\\\db1', 'BACKSLASH'],
    ['http://db1\\@evil', 'BACKSLASH'],
    ['http://::1:33333', 'INVALID'],
    ['http://[::1', 'INVALID'],
    ['http://[::g]', 'INVALID'],
    ['http://256.1.1.1', 'INVALID'],
    ['http://a<b', 'INVALID'],
    ['http://%', 'INVALID'],
    ['http://xn--a', 'INVALID'],
  ])('%j: %s', (text, code) => {
    expect(problemOf(text).code).toBe(code);
  });

  it.each([
    ['db1', 'http://db1:33333'],
    ['localhost:8080', 'http://localhost:8080'],
    ['//db1/elektra', 'http://db1:33333/elektra'],
    ['[::1]', 'http://[::1]:33333'],
    ['::1', undefined],
    ['http:/db1', undefined],
    ['javascript:alert(1)', undefined],
    ['db1?a=b', undefined],
  ])('%s: did you mean %s?', (text, suggestion) => {
    const problem = problemOf(text);
    expect(problem.suggestion).toBe(suggestion);
    if (suggestion !== undefined) expect(problem.message).toContain(`did you mean ${suggestion}?`);
  });

  it('has a problem for any text whatever, and never a repeated password', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(
          'http',
          'https',
          ':',
          '/',
          '//',
          '@',
          '[',
          ']',
          '?',
          '#',
          '\\',
          'localhost',
          '1',
          '.',
          ' ',
          '%',
        ),
      }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parseHost(text);
        if (parsed.ok) expect(hostOf(parsed.host.canonical).canonical).toBe(parsed.host.canonical);
        else expect(parsed.problem.message).toMatch(/^[A-Z].{10,}/);
      }),
      { numRuns: 3000 },
    );
    const credentials = fc.constantFrom(
      'http://u:pa55@h',
      'u:pa55@h',
      '//u:pa55@h',
      'http:/u:pa55@h',
      'http:///u:pa55@h',
      'http://u:pa55',
      '/u:pa55@h',
    );
    fc.assert(
      fc.property(credentials, fc.constantFrom('', '/', '/x', '?q', ':80', ' ', '\\'), (text, ending) => {
        const { message, suggestion = '' } = problemOf(text + ending);
        expect(message + suggestion).not.toContain('pa55');
      }),
    );
  });
});

describe('a host behind a proxy', () => {
  it('is another one than without it, and than behind another', () => {
    const host = 'http://db1:33333';
    const seen = [canonicalHost(host), canonicalHost(host, 'http://p:3128'), canonicalHost(host, 'http://q:3128')];
    expect(new Set(seen).size).toBe(3);
  });

  it('is the same in all spellings of both', () => {
    expect(canonicalHost('HTTP://DB1:33333/', 'HTTP://P:3128/')).toBe(
      canonicalHost('http://db1:33333', 'http://p:3128'),
    );
    expect(canonicalHost('http://db1', null)).toBe(canonicalHost('http://db1'));
  });

  it('is refused when one of the two is no URL', () => {
    expect(() => canonicalHost('db1')).toThrow(HostProblem);
    expect(() => canonicalHost('http://db1', 'p:3128')).toThrow(HostProblem);
    expect(() => canonicalHost('http://db1', '')).toThrow(HostProblem);
  });
});
