import { describe, expect, it } from 'vitest';
import { importsOf } from '../../eslint/imports-of.mjs';
import { isTestFile, targetOf } from '../../eslint/allowed-import.mjs';
import { repositoryFiles } from './repository-files.ts';

const texts = new Map(
  repositoryFiles(['.ts'])
    .filter(({ path }) => path.startsWith('main/') && !isTestFile(path))
    .map(({ path, text }) => [path, text]),
);

/** What is loaded with a module, itself included. */
function loadedBy(start: string): ReadonlySet<string> {
  const loaded = new Set([start]);
  for (const path of loaded) {
    for (const { specifier, typeOnly } of importsOf(path, texts.get(path) ?? '')) {
      const target = specifier?.startsWith('.') ? targetOf(path, specifier) : undefined;
      if (!typeOnly && target !== undefined && texts.has(target)) loaded.add(target);
    }
  }
  return loaded;
}

const rules = [...texts.keys()].filter((path) => /^main\/app\/security\/[^/]+\.ts$/.test(path));

describe('the security rules of the window', () => {
  const loaded = [...loadedBy('main/desktop.ts')];

  it('are there', () => {
    expect(rules.length).toBeGreaterThan(12);
    expect(loaded.length).toBeGreaterThan(50);
  });

  it.each(rules)('%s is applied by the application', (path) => {
    expect(loaded).toContain(path);
    const made = [...(texts.get(path) ?? '').matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name]) => name);
    expect(made).not.toEqual([]);
    const calling = loaded.filter((other) => other !== path).map((other) => texts.get(other) ?? '');
    const unused = made.filter((name) => !calling.some((text) => new RegExp(`\\b${name}\\(`).test(text)));
    // What only its own module calls is exported for its tests.
    expect(unused.filter((name) => !new RegExp(`(?<!function )\\b${name}\\(`).test(texts.get(path) ?? ''))).toEqual([]);
  });

  it.each(rules)('%s links to the rule that it meets', (path) => {
    expect(texts.get(path)).toContain('https://www.electronjs.org/docs/latest/');
  });
});
