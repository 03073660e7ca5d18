import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.mjs';

describe('the fingerprint of sources', () => {
  let root: string;
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
  const now = (): string => fingerprint(root, ['src', 'lock']);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fingerprint-'));
    mkdirSync(join(root, 'src'));
    write('src/a', 'one');
    write('src/b', 'two');
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('is the same for the same contents, whatever their times', () => {
    const before = now();
    utimesSync(join(root, 'src/a'), 1, 1);
    write('elsewhere', 'is not looked at');
    expect(now()).toBe(before);
  });

  it.each([
    ['a changed content of the same size', () => write('src/a', 'two')],
    ['a new file', () => write('src/c', '')],
    ['a new file that was listed as missing', () => write('lock', '')],
    ['a removed file', () => rmSync(join(root, 'src/b'))],
    ['a renamed file', () => renameSync(join(root, 'src/b'), join(root, 'src/c'))],
    [
      'contents that have moved from one file into the next',
      () => {
        write('src/a', 'onet');
        write('src/b', 'wo');
      },
    ],
  ])('differs after %s', (_name, change) => {
    const before = now();
    change();
    expect(now()).not.toBe(before);
  });

  it('leaves out what is not relevant', () => {
    const before = fingerprint(root, ['src'], (path) => path !== 'src/c');
    write('src/c', 'new');
    expect(fingerprint(root, ['src'], (path) => path !== 'src/c')).toBe(before);
  });
});
