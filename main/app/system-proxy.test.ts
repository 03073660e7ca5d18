import { describe, expect, it } from 'vitest';
import { proxyOf } from './system-proxy.ts';

describe('the proxy of the system', () => {
  it.each([
    ['DIRECT', null],
    ['PROXY proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['PROXY proxy.example.org:3128; DIRECT', 'http://proxy.example.org:3128'],
    ['HTTPS secure.example.org:443;PROXY other:1', 'https://secure.example.org:443'],
    ['DIRECT; PROXY proxy.example.org:3128', null],
    ['SOCKS5 socks.example.org:1080', 'socks5://socks.example.org:1080'],
    ['SOCKS 192.0.2.1:1080; SOCKS5 socks.example.org:1080', 'socks://192.0.2.1:1080'],
    ['SOCKS5 socks.example.org:1080; PROXY proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['SOCKS5 socks.example.org:1080; DIRECT', null],
    ['PROXY [2001:db8::1]:3128', 'http://[2001:db8::1]:3128'],
    ['', null],
    ['PROXY', null],
  ])('is found in %j', (found, proxy) => {
    expect(proxyOf(found)).toBe(proxy);
  });
});
