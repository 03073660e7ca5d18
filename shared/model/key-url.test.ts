import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName } from '../testing/key-name-arbitraries.ts';
import { parseKeyName } from './key-name.ts';
import { encodeKeyNameForUrl, urlHazardOf } from './key-url.ts';

describe('a key name in a URL', () => {
  it.each([
    ['user:/app/port', 'user%3A%2Fapp%2Fport'],
    ['user:/slash\\/part', 'user%3A%2Fslash%5C%2Fpart'],
    ['user:/app/%', 'user%3A%2Fapp%2F%25'],
    ['user:/\\.', 'user%3A%2F%5C.'],
    ['/\\..', '%2F%5C..'],
    ['/', '%2F'],
    ['user:/a?b#c', 'user%3A%2Fa%3Fb%23c'],
    ['user:/ü😀', 'user%3A%2F%C3%BC%F0%9F%98%80'],
  ])('%s is the segment %s', (text, segment) => {
    expect(encodeKeyNameForUrl(parseKeyName(text))).toBe(segment);
  });

  it('is one segment that decodes to it and that no URL parser changes', () => {
    fc.assert(
      fc.property(keyName(), (name) => {
        const segment = encodeKeyNameForUrl(name);
        expect(segment).not.toMatch(/[/?#\\]/);
        expect(decodeURIComponent(segment)).toBe(name);
        expect(new URL(`http://h/kdb/${segment}`).pathname).toBe(`/kdb/${segment}`);
        expect(new URL(`http://h/kdb/${segment}?preload=1`).pathname).toBe(`/kdb/${segment}`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what the router of the field makes of a name', () => {
  it.each([
    ['user:/', null],
    ['user:/app/port', null],
    ['user:/a\\/b', null],
    ['user:/a\\/', null],
    ['user:/\\.', null],
    ['user:/a/\\../b', null],
    ['user:/a/.../b', null],
    ['user:/a/.b', null],
    ['user:/a\\//b', 'PATH_REWRITTEN'],
    ['user:/a\\/./b', 'PATH_REWRITTEN'],
    ['user:/a\\/.', 'PATH_REWRITTEN'],
    ['user:/a\\/../b', 'PATH_REWRITTEN'],
    ['user:/a\\/..', 'PATH_REWRITTEN'],
    ['/a', 'PATH_REWRITTEN'],
    ['user:/a\nb', 'LINE_BREAK'],
  ])('%j: %s', (text, hazard) => {
    expect(parseKeyName(text)).toBe(text);
    expect(urlHazardOf(parseKeyName(text))).toBe(hazard);
  });

  it('is the name itself exactly when cleaning the decoded path changes nothing', () => {
    fc.assert(
      fc.property(keyName(['user', 'system']), (name) => {
        fc.pre(!name.includes('\n'));
        expect(urlHazardOf(name) === null).toBe(cleaned(`/kdb/${name}`) === `/kdb/${name}`);
      }),
      { numRuns: 3000 },
    );
  });
});

/** Go's path.Clean for a rooted path, with the closing slash put back, as the router does it: https://pkg.go.dev/path#Clean */
function cleaned(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}${path.endsWith('/') ? '/' : ''}`;
}
