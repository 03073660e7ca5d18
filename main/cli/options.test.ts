import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { dropFalseFlags } from './false-flags.ts';
import { basePath, elektradOptions, kdbCommand, port, proxies } from './options.ts';

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

describe('--kdb', () => {
  const given = (args: readonly string[]) =>
    elektradOptions(new Command())
      .parse([...args], { from: 'user' })
      .opts<{ kdb?: string }>().kdb;
  it('is the command in PATH, or the one that is named', () => {
    expect(given([])).toBeUndefined();
    expect(given(['--kdb'])).toBe('kdb');
    expect(given(['--kdb', '--elektrad-port', '0'])).toBe('kdb');
    expect(given(['--kdb', '/opt/bin/kdb'])).toBe('/opt/bin/kdb');
  });
  it.each(['1', 'true', 'YES', 'on'])('%s in a variable is the command in PATH', (text) =>
    expect(kdbCommand(text)).toBe('kdb'),
  );
});

describe('proxies', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '127.0.0.1, ::1'])('%s', (text) =>
    expect(proxies(text, [])).toEqual(text.split(', ')),
  );
  it.each(['proxy', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/8/8', '10.0.0', '::1/129'])('not %j', (text) =>
    expect(() => proxies(text, [])).toThrow('IP address'),
  );
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
