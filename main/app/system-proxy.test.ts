import { describe, expect, it } from 'vitest';
import { proxyOf } from './system-proxy.ts';

describe('the proxy of the system', () => {
  it.each([
    ['DIRECT', null],
    ['PROXY proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['PROXY proxy.example.org:3128; DIRECT', 'http://proxy.example.org:3128'],
    ['HTTPS secure.example.org:443;PROXY other:1', 'https://secure.example.org:443'],
    ['DIRECT; PROXY proxy.example.org:3128', null],
    ['SOCKS5 socks.example.org:1080', null],
    ['PROXY [2001:db8::1]:3128', 'http://[2001:db8::1]:3128'],
    ['', null],
    ['PROXY', null],
  ])('is found in %j', (found, proxy) => {
    expect(proxyOf(found)).toBe(proxy);
  });
});
