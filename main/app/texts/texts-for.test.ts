import { describe, expect, it } from 'vitest';
import { ENGLISH } from './english.ts';
import { GERMAN } from './german.ts';
import { textsFor } from './texts-for.ts';

function shapeOf(texts: object): readonly string[] {
  return Object.entries(texts).flatMap(([name, text]: [string, unknown]) => {
    if (typeof text === 'object' && text !== null) return shapeOf(text).map((inner) => `${name}.${inner}`);
    return `${name}: ${typeof text === 'function' ? text.length : 'text'}`;
  });
}

describe('the texts', () => {
  it('are the same in both languages, and none is empty', () => {
    expect(shapeOf(GERMAN)).toEqual(shapeOf(ENGLISH));
    expect(shapeOf(GERMAN).length).toBeGreaterThan(50);
    for (const texts of [ENGLISH, GERMAN]) expect(JSON.stringify(texts)).not.toContain('""');
  });

  it('use the arguments they are given', () => {
    for (const texts of [ENGLISH, GERMAN]) {
      expect(texts.quit.message(1, 1)).toMatch(/^1 \p{L}+ .*1 Insta?nz?/iu);
      expect(texts.quit.message(7, 3)).toMatch(/7.*3/);
      expect(texts.notice.offline(['web-1'], 1)).toContain('web-1');
      expect(texts.notice.offline(['web-1', 'web-2'], 12)).toContain('12');
      expect(texts.notice.among(['a', 'b'], 0)).toBe('a, b');
      expect(texts.notice.among(['a', 'b'], 9)).toMatch(/^a, b .* 9 /);
      expect(texts.tray.pending(1, 2)).toMatch(/1.*2/);
    }
  });

  it.each([
    [['de-AT', 'en'], GERMAN],
    [['en-GB', 'de'], ENGLISH],
    [['fr', 'DE'], GERMAN],
    [['fr'], ENGLISH],
    [[], ENGLISH],
  ])('for %j are in the first language we speak', (languages, texts) => {
    expect(textsFor(languages)).toBe(texts);
  });
});
