import { describe, expect, it } from 'vitest';
import { createSignInLimit } from './sign-in-limit.ts';

function setUp() {
  let now = 1000;
  const limit = createSignInLimit(() => now);
  return {
    limit,
    pass: (seconds: number) => void (now += seconds * 1000),
    fail: (address: string, times = 1) => {
      for (let count = 0; count < times; count += 1) limit.begin(address);
    },
    isFree: (address: string) => {
      try {
        limit.begin(address);
        limit.withdraw(address);
        return true;
      } catch {
        return false;
      }
    },
  };
}

describe('the limit of failed sign-ins', () => {
  it('lets eight go, then asks to wait until one is forgotten', () => {
    const { limit, fail, pass, isFree } = setUp();
    fail('10.0.0.1', 8);
    expect(() => limit.begin('10.0.0.1')).toThrow('Try again in 8 s.');
    pass(7.9);
    expect(isFree('10.0.0.1')).toBe(false);
    pass(0.1);
    expect(isFree('10.0.0.1')).toBe(true);
    fail('10.0.0.1');
    expect(isFree('10.0.0.1')).toBe(false);
  });

  it('makes nobody wait for another address', () => {
    const { fail, isFree } = setUp();
    fail('10.0.0.1', 8);
    expect(isFree('10.0.0.2')).toBe(true);
  });

  it('takes a network of IPv6 for one address', () => {
    const { fail, isFree } = setUp();
    fail('2001:db8:0:1::5', 4);
    fail('2001:db8:0:1:ffff:1:2:3', 4);
    expect(isFree('2001:db8::1:0:0:0:9')).toBe(false);
    expect(isFree('2001:db8:0:2::5')).toBe(true);
    expect(isFree('::1')).toBe(true);
    expect(isFree('::ffff:10.0.0.1')).toBe(true);
  });

  it('forgets failures after a success', () => {
    const { limit, fail, isFree } = setUp();
    fail('10.0.0.1', 7);
    limit.succeeded('10.0.0.1');
    fail('10.0.0.1', 7);
    expect(isFree('10.0.0.1')).toBe(true);
  });

  it('remembers a bounded number of addresses, the latest ones', () => {
    const { fail, isFree } = setUp();
    fail('10.0.0.1', 8);
    for (let count = 0; count < 10_000; count += 1) fail(`10.1.${count >> 8}.${count & 255}`, 1);
    expect(isFree('10.0.0.1')).toBe(true);
  });
});
