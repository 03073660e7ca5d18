import { describe, expect, it } from 'vitest';
import { remoteAddressProblem, shortAddress } from './remote-address.ts';

describe('the address of a remote clusterd', () => {
  it.each([
    'https://fleet.example.org',
    'https://fleet.example.org/elektra/',
    'http://localhost:33334',
    'http://[::1]:1',
  ])('may be %s', (text) => expect(remoteAddressProblem(text)).toBeNull());

  it.each([
    ['http://fleet.example.org', 'insecure', 'https://fleet.example.org'],
    ['fleet.example.org', 'MISSING_SCHEME', 'https://fleet.example.org'],
    ['localhost:33334', 'MISSING_SCHEME', 'http://localhost:33334'],
    ['ftp://fleet.example.org', 'insecure', undefined],
    ['https://fleet.example.org/sign-in#code=1', 'FRAGMENT', undefined],
    ['', 'EMPTY', undefined],
  ])('is not %s: %s', (text, code, suggestion) => {
    expect(remoteAddressProblem(text)).toMatchObject({ code, ...(suggestion === undefined ? {} : { suggestion }) });
  });

  it('is shown without its scheme', () => {
    expect(shortAddress('https://fleet.example.org/elektra')).toBe('fleet.example.org/elektra');
  });
});
