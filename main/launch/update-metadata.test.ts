import { describe, expect, it } from 'vitest';
import { mergeUpdateMetadata } from './update-metadata.mjs';

const metadata = (version: string, ...files: readonly string[]): string =>
  [
    `version: ${version}`,
    'files:',
    ...files.flatMap((url) => [`  - url: ${url}`, `    sha512: ${url}-digest`, '    size: 27']),
    `path: ${files[0]}`,
    `sha512: ${files[0]}-digest`,
    "releaseDate: '2026-01-01T00:00:00.000Z'",
    '',
  ].join('\n');

describe('update metadata', () => {
  it('of several runs lists the files of all, each once as the first says', () => {
    const merged = mergeUpdateMetadata([metadata('1.0.0', 'a.zip', 'b.dmg'), metadata('1.0.0', 'c.zip', 'b.dmg')]);
    expect(merged).toBe(metadata('1.0.0', 'a.zip', 'b.dmg', 'c.zip'));
  });

  it('of one run stays as it is', () => {
    expect(mergeUpdateMetadata([metadata('1.0.0', 'a.zip')])).toBe(metadata('1.0.0', 'a.zip'));
  });

  it('of different versions is refused', () => {
    expect(() => mergeUpdateMetadata([metadata('1.0.0', 'a'), metadata('1.0.1', 'b')])).toThrow('of 1.0.0 and 1.0.1');
  });

  it('in another form is refused, whole', () => {
    expect(() => mergeUpdateMetadata(['version: 1\n'])).toThrow('is not the update metadata');
    expect(() => mergeUpdateMetadata([])).toThrow('no update metadata');
  });
});
