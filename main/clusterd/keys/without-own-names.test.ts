import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { IDENTITY_KEY, isOwnKey } from '#shared/model/own-keys.ts';
import { withoutOwnNames } from './without-own-names.ts';

const near = fc.constantFrom(
  ...[IDENTITY_KEY, `${IDENTITY_KEY}/nonce`, `${IDENTITY_KEY}/a/b`, `${IDENTITY_KEY}\\/x`, `${IDENTITY_KEY}x`],
  ...[`${IDENTITY_KEY}.1`, IDENTITY_KEY.slice(0, -1), 'user:/sw', 'user:/t', 'system:/a', 'spec:/a', 'user:/%/x'],
);

describe('names without those of clusterd itself', () => {
  it('are those that a look at each of them leaves', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(near, fc.stringMatching(/^user:\/[a-z]{1,3}$/))), (some) => {
        const names = [...some].sort(compareKeyNames);
        expect(withoutOwnNames(names)).toEqual(names.filter((name) => !isOwnKey(name)));
      }),
      { numRuns: 500 },
    );
  });
});
