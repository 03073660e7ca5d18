import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOfDeepLink, deepLinkOf } from './deep-link.ts';

/** Every address that the interface has, and no other. */
const OWN = new RegExp(
  '^/(?:preferences|rollouts/[0-9]{1,15}|instances/[\\w-]{1,64}(?:/about|\\?key=[^&#/?]+)?|clusters/[\\w-]{1,64}(?:/members|/drift|/rollouts|\\?key=[^&#/?]+)?)?$',
);

describe('a link of the system', () => {
  it.each([
    ['elektra-web://', '/'],
    ['elektra-web:///', '/'],
    ['elektra-web://preferences', '/preferences'],
    ['elektra-web://preferences/', '/preferences'],
    ['ELEKTRA-WEB://instances/web-1', '/instances/web-1'],
    ['elektra-web:///instances/web-1', '/instances/web-1'],
    ['elektra-web://instances/web-1/about', '/instances/web-1/about'],
    ['elektra-web://instances/web-1?key=user%3A%2Fhosts%2Fa%20b', '/instances/web-1?key=user%3A%2Fhosts%2Fa%20b'],
    ['elektra-web://instances/web-1?key=user:/hosts', '/instances/web-1?key=user%3A%2Fhosts'],
    ['elektra-web://clusters/berlin/drift', '/clusters/berlin/drift'],
    ['elektra-web://rollouts/12', '/rollouts/12'],
  ])('%s opens %s', (link, address) => {
    expect(addressOfDeepLink(link)).toBe(address);
  });

  it.each([
    'https://instances/web-1',
    'app://elektra/instances/web-1',
    'javascript:alert(1)',
    'elektra-web:instances',
    'elektra-web://ada:word@instances/web-1',
    'elektra-web://instances:80/web-1',
    'elektra-web://instances/web-1#code=abc',
    'elektra-web://sign-in',
    'elektra-web://sign-in#code=abc',
    'elektra-web://instances',
    'elektra-web://instances/..%2f..',
    'elektra-web://instances/%2e%2e',
    'elektra-web://instances/web-1/members',
    'elektra-web://instances/web-1/about/more',
    'elektra-web://instances/web-1/about?key=user:/a',
    'elektra-web://instances/web-1?key=nonsense',
    'elektra-web://instances/web-1?key=user:/a&key=user:/b',
    'elektra-web://instances/web-1?other=1',
    'elektra-web://preferences?key=user:/a',
    'elektra-web://rollouts/1e3',
    'elektra-web://rollouts/12/more',
    'elektra-web://evil.example.org/instances/web-1',
    `elektra-web://instances/web-1?key=user:/${'a'.repeat(9000)}`,
    'elektra-web://instances/we\u0000b',
    'elektra-web://[',
    '',
  ])('%j opens nothing', (link) => {
    expect(addressOfDeepLink(link)).toBeNull();
  });

  it('never leaves the addresses of the interface', () => {
    const piece = fc.oneof(
      fc.constantFrom('/', '//', '..', '%2e', '%2F', '\\', '?', '#', '&', '@', ':', 'key=', 'user:/', '%00', ' '),
      fc.constantFrom('instances', 'clusters', 'rollouts', 'preferences', 'about', 'drift', 'web-1', '12'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const address = addressOfDeepLink(`elektra-web://${pieces.join('')}`);
        expect(address === null || OWN.test(address)).toBe(true);
        if (address !== null) expect(new URL(address, 'https://own.example').pathname).toBe(address.split('?')[0]);
      }),
      { numRuns: 500 },
    );
  });

  it('is made of an address and leads back to it', () => {
    for (const address of ['/', '/instances/a_b-1?key=system%3A%2Fa%2Fb', '/clusters/x/members', '/rollouts/7']) {
      expect(addressOfDeepLink(deepLinkOf(address))).toBe(address);
    }
  });
});
