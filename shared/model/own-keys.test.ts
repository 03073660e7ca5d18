import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName } from '../testing/key-name-arbitraries.ts';
import { isAtOrBelow, parseKeyName } from './key-name.ts';
import { IDENTITY_KEY, isOwnKey } from './own-keys.ts';

describe('own keys', () => {
  it('are the identity and what is below it', () => {
    expect(isOwnKey(IDENTITY_KEY)).toBe(true);
    expect(isOwnKey(`${IDENTITY_KEY}/nonce`)).toBe(true);
    expect(isOwnKey(`${IDENTITY_KEY}s`)).toBe(false);
    expect(isOwnKey('user:/sw/elektra/web/#0/current')).toBe(false);
    expect(isOwnKey(IDENTITY_KEY.replace('user:', 'system:'))).toBe(false);
  });

  it('are exactly those at or below the canonical name', () => {
    const top = parseKeyName(IDENTITY_KEY);
    expect(top).toBe(IDENTITY_KEY);
    fc.assert(
      fc.property(keyName(), (name) => {
        expect(isOwnKey(name)).toBe(isAtOrBelow(parseKeyName(name), top));
      }),
    );
  });
});
