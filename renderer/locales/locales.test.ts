import { describe, expect, it } from 'vitest';
import { languageFor, LANGUAGES, messagesOf } from './index.ts';

const sources = import.meta.glob<string>(['../**/*.{vue,ts}', '!../**/*.test.ts', '!../**/testing/**'], {
  eager: true,
  query: '?raw',
  import: 'default',
});
const files = import.meta.glob<Record<string, unknown>>('./*/*.json', { eager: true, import: 'default' });

function leaves(messages: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(messages).flatMap(([name, message]: [string, unknown]) =>
    typeof message === 'object' && message !== null
      ? leaves(message, `${path}${name}.`)
      : [[`${path}${name}`, String(message)] as const],
  );
}

const en = new Map(leaves(messagesOf('en')));
const de = new Map(leaves(messagesOf('de')));
const text = Object.values(sources).join('\n');
/** What code asks for: whole names, and beginnings and ends of names it puts together. */
const wholes = new Set([...text.matchAll(/['"]([a-z][A-Za-z]*(?:\.[A-Za-z_]+)+)['"]/g)].map(([, name]) => name ?? ''));
const patterns = [...text.matchAll(/`([a-z][A-Za-z]*(?:\.(?:[A-Za-z_]+|\$\{[^}`]+\}))+)`/g)].map(
  ([, template = '']) => new RegExp(`^${template.replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '[^.]+')}$`),
);

describe('the messages', () => {
  it('are the same ones in every language', () => {
    expect([...de.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it('are never empty, and take the same parts in every language', () => {
    const partsOf = (message: string) => new Set([...message.matchAll(/\{\w+\}/g)].map(([part]) => part));
    for (const [name, message] of en) {
      expect(message.trim(), name).not.toBe('');
      expect(partsOf(de.get(name) ?? ''), name).toEqual(partsOf(message));
      expect((de.get(name) ?? '').split(' | ').length, name).toBe(message.split(' | ').length);
    }
  });

  it('are all used', () => {
    const unused = [...en.keys()].filter(
      (name) => !wholes.has(name) && !patterns.some((pattern) => pattern.test(name)),
    );
    expect(unused).toEqual([]);
  });

  it('that code asks for exist', () => {
    const asked = [...text.matchAll(/(?:\bt|counted)\(([^()]*?)[,)]|(?<!:)keypath="([^"]+)"/g)].flatMap(
      ([, given, keypath]) =>
        keypath === undefined
          ? [...(given ?? '').matchAll(/'([\w.]+\.[\w.]+)'/g)].map(([, name = '']) => name)
          : [keypath],
    );
    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter((name) => !en.has(name))).toEqual([]);
  });

  it('come from files that do not overwrite each other', () => {
    for (const language of LANGUAGES) {
      const tops = Object.entries(files)
        .filter(([path]) => path.startsWith(`./${language}/`))
        .flatMap(([, messages]) => Object.keys(messages));
      expect(new Set(tops).size).toBe(tops.length);
    }
  });

  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'de'], 'de'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('for a reader of %j are in %s', (wanted, language) => {
    expect(languageFor(wanted)).toBe(language);
  });
});
