import { describe, expect, it } from 'vitest';
import { createSystemRandom } from './system-random.ts';

describe('the system random', () => {
  const random = createSystemRandom();

  it('makes ids of 16 letters and digits, all of them in use, no two alike', () => {
    const ids = Array.from({ length: 1000 }, () => random.id());
    expect(ids.every((id) => /^[A-Za-z0-9]{16}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(1000);
    expect(new Set(ids.join('')).size).toBe(62);
  });

  it('makes secrets of 256 bits', () => {
    const secrets = Array.from({ length: 100 }, () => random.secret());
    expect(secrets.every((secret) => Buffer.from(secret, 'base64url').length === 32)).toBe(true);
    expect(new Set(secrets).size).toBe(100);
  });
});
