import { describe, expect, it } from 'vitest';
import { createTestWorld } from '../testing/test-world.ts';
import { useCounted } from './use-counted.ts';

describe('counted words', () => {
  it('have the form that fits the number, and the number as the language writes it', () => {
    const counted = createTestWorld().run(useCounted);
    expect(counted('fleet.count', 1)).toBe('1 instance');
    expect(counted('fleet.count', 12_000n)).toBe('12,000 instances');
  });

  it('take what else the message asks for', () => {
    const counted = createTestWorld().run(useCounted);
    expect(counted('keys.clipboard.copyFrom', 2, { name: 'web-1' })).toContain('web-1');
  });
});
