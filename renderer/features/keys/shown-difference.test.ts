import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownDifference } from './shown-difference.ts';

describe('what a line shows of a value and of what it becomes', () => {
  it.each([
    ['4096', '8192', '4096', '8192'],
    ['18446744073709551614', '18446744073709551615', '…70955161' + '4', '…70955161' + '5'],
    ['', 'x', '', 'x'],
    ['', '   ', '', '"   "'],
    ['one\ntwo', 'one\n2', 'one↵two', 'one↵2'],
    [`${'x'.repeat(60_000)}a`, `${'x'.repeat(60_000)}b`, '…xxxxxxxxa', '…xxxxxxxxb'],
  ])('%#', (before, after, shownBefore, shownAfter) => {
    expect(shownDifference(before, after)).toEqual({ before: shownBefore, after: shownAfter });
  });

  it('never looks the same for values that differ', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '/'), maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (start, a, b) => {
        fc.pre(a !== b);
        const shown = shownDifference(start + a, start + b);
        expect(shown.before).not.toBe(shown.after);
      }),
    );
  });
});
