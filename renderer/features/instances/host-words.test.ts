import { describe, expect, it } from 'vitest';
import { isLoopback, nameFromHost } from './host-words.ts';

describe('nameFromHost', () => {
  it.each([
    ['https://web-fra-07.example.net:33333', 'web-fra-07'],
    ['http://localhost:33333', 'localhost'],
    ['http://10.0.0.7:33333', '10.0.0.7'],
    ['http://[::1]:33333', '[::1]'],
    ['http://127.0.0.1:41333/', '127.0.0.1:41333'],
    ['http://web/elektra', 'web'],
    ['nonsense', ''],
  ])('of %s is %s', (host, name) => {
    expect(nameFromHost(host)).toBe(name);
  });
});

describe('isLoopback', () => {
  it.each([
    ['http://LOCALHOST:33333', true],
    ['http://127.0.0.1', true],
    ['http://[::1]:33333', true],
    ['http://localhost.example.net', false],
    ['nonsense', false],
  ])('of %s is %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});
