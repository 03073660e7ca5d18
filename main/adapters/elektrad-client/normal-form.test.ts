import { describe, expect, it } from 'vitest';
import { isKnownNormalForm } from './normal-form.ts';

describe('isKnownNormalForm', () => {
  it.each([
    ['true', '1', { type: 'boolean' }, true],
    ['Yes', '1', { 'check/type': 'boolean' }, true],
    ['off', '0', { type: 'boolean' }, true],
    ['ja', '1', { type: 'boolean', 'check/boolean/true': 'ja' }, true],
    ['nein', '0', { type: 'boolean', 'check/boolean/false': 'nein' }, true],
    ['true', '0', { type: 'boolean' }, false],
    ['true', 'true', { type: 'boolean' }, false],
    ['true', '1', { type: 'string' }, false],
    ['true', '1', {}, false],
  ])('%s stored as %s with %j: %s', (sent, stored, meta, expected) => {
    expect(isKnownNormalForm(sent, stored, meta)).toBe(expected);
  });
});
