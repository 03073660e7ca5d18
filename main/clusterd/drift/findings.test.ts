import { describe, expect, it } from 'vitest';
import type { DriftFound } from './drifted-keys.ts';
import { createFindings } from './findings.ts';

const drift = (value: string): DriftFound => ({
  setting: { clusterId: 'web', key: 'system:/a', value: '1', meta: {}, number: 1, by: 'ada', at: 0 },
  actual: { value, meta: {} },
  isSecret: false,
});
const finding = (...keys: DriftFound[]) => ({ checkedAt: 1, error: null, keys, shadows: [] });

describe('findings', () => {
  it('are bounded, and say where something was too much', () => {
    const findings = createFindings(1000);
    findings.put('a', finding(drift('x'.repeat(500))));
    findings.put('b', finding(drift('y'.repeat(500)), drift('z')));
    expect(findings.get('a')?.keys).toHaveLength(1);
    expect(findings.get('b')).toMatchObject({ keys: [], error: { code: 'TOO_LARGE' } });
    expect(findings.get('b')?.error?.message).toContain('2 keys differ');
  });

  it('make room when they are replaced or forgotten', () => {
    const findings = createFindings(1000);
    for (const _time of [1, 2, 3]) findings.put('a', finding(drift('x'.repeat(500))));
    expect(findings.get('a')?.error).toBeNull();
    findings.forget('a');
    findings.put('b', finding(drift('y'.repeat(800))));
    expect(findings.get('b')?.keys).toHaveLength(1);
  });
});
