import { describe, expect, it } from 'vitest';
import { dropFalseFlags } from './false-flags.ts';
import { basePath, port } from './options.ts';

describe('basePath', () => {
  it.each([
    ['/', '/'],
    ['', '/'],
    ['elektra', '/elektra'],
    ['/elektra/', '/elektra'],
    ['//a/b//', '/a/b'],
  ])('%j is %j', (text, path) => expect(basePath(text)).toBe(path));
  it.each(['/a b', '/../a', '/a/./b', '/a?b', '/a#b', '/a%2f'])('not %j', (text) =>
    expect(() => basePath(text)).toThrow(),
  );
});

describe('port', () => {
  it.each(['0', '80', '65535'])('%s', (text) => expect(port(text)).toBe(Number(text)));
  it.each(['', '-1', '65536', '1.5', '0x50', 'http'])('not %j', (text) => expect(() => port(text)).toThrow());
});

describe('dropFalseFlags', () => {
  it.each(['0', 'false', 'no', 'OFF', '', ' '])('%j does not let everybody in', (value) => {
    const environment: Record<string, string | undefined> = { ELEKTRA_WEB_NO_AUTH: value, OTHER: value };
    dropFalseFlags(environment);
    expect(environment).toEqual({ OTHER: value });
  });
  it.each(['1', 'true', 'yes'])('%j stays', (value) => {
    const environment = { ELEKTRA_WEB_NO_AUTH: value };
    dropFalseFlags(environment);
    expect(environment).toEqual({ ELEKTRA_WEB_NO_AUTH: value });
  });
});
