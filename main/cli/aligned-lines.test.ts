import { describe, expect, it } from 'vitest';
import { alignedLines } from './aligned-lines.ts';

describe('alignedLines', () => {
  it('aligns all columns but the last, and leaves no spaces at the end', () => {
    expect(
      alignedLines([
        ['a', 'long', 'x'],
        ['bcd', '', 'yy'],
        ['e', 'f'],
      ]),
    ).toBe('a    long  x\nbcd        yy\ne    f\n');
  });
  it('of nothing is nothing', () => expect(alignedLines([])).toBe(''));
});
