import { describe, expect, it } from 'vitest';
import { driftCode, driftText, type Drift } from './drift-text.ts';

const nameOf = (id: string) => `«${id}»`;
const side = (value: string | null, meta: Record<string, string> = {}) => ({ value, meta });

describe('driftText', () => {
  const instance = { instanceId: 'a', checkedAt: 0, error: null, keys: [], shadows: [], givenUp: [] };
  const key = { key: 'system:/a', clusterId: 'c', expected: side('1'), actual: side('2') };
  const drift = (...instances: readonly object[]) => ({ compared: 3, instances }) as Drift;

  it('shows what is set and what is there', () => {
    const found = drift(
      { ...instance, keys: [key, { ...key, key: 'system:/longer', actual: null }], givenUp: ['system:/a'] },
      { ...instance, instanceId: 'b', error: { code: 'INSTANCE_UNREACHABLE', message: 'down' } },
    );
    expect(driftText(found, nameOf)).toBe(
      [
        '3 instances compared, 1 differ',
        '«a»',
        '  system:/a       "1" → "2"',
        '  system:/longer  "1" → (no key)',
        '  system:/a is no longer enforced: something on the host keeps changing it',
        '«b», could not be compared: down (INSTANCE_UNREACHABLE)',
        '',
      ].join('\n'),
    );
    expect(driftCode(found)).toBe(2);
  });

  it('is 0 when all are as they were set, 1 when that is not known of all', () => {
    expect(driftCode(drift())).toBe(0);
    expect(driftCode(drift({ ...instance, error: { code: 'X', message: 'x' } }))).toBe(1);
  });
});
