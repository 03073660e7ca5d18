import { describe, expect, it } from 'vitest';
import { passphraseStrength } from './passphrase-strength.ts';

describe('the strength of a passphrase', () => {
  it.each([
    ['', 'weak'],
    ['elektra', 'weak'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['abcdefghijklmnopqrstuvwxyz', 'weak'],
    ['12345678901234567890', 'weak'],
    ['kQ7-tz9wLm', 'fair'],
    ['correct horse battery staple', 'strong'],
    ['Fünf blaue Wale üben Tango.', 'strong'],
  ] as const)('of %j is %s', (text, strength) => {
    expect(passphraseStrength(text)).toBe(strength);
  });
});
