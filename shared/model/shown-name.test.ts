import { describe, expect, it } from 'vitest';
import { ShownName } from './shown-name.ts';

describe('ShownName', () => {
  it.each(['web-1', 'Büro', '名前', '😀', ' padded '])('%j', (name) => {
    expect(ShownName.parse(name)).toBe(name.trim());
  });
  it.each(['', ' ', 'two\nlines', 'nul\0', '\u200b', '\ud800', 'a\u2028b', 'x'.repeat(201)])('not %j', (name) => {
    expect(ShownName.safeParse(name).success).toBe(false);
  });
});
