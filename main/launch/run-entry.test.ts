import { describe, expect, it } from 'vitest';
import { requireNode } from './run-entry.mjs';

describe('the Node that is needed', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('is %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(['18.19.0', '20.18.3', '16.0.0'])('is not %s, and a sentence says so', (version) => {
    expect(() => requireNode(version)).toThrow(`needs Node.js 20.19 or newer, and this is ${version}`);
  });
});
