import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyrightFile, copyrightLines, stanzasOf } from './copyright-file.mjs';
import { debianVersion } from './debian-control.mjs';
import { isNeeded } from './is-needed.mjs';
import { libraryDependencies } from './library-versions.mjs';
import { withAllTheyNeed } from './shipped-packages.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'server-package-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (path: string, content: string | object): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
};

describe('a version in the form of Debian', () => {
  it.each([
    ['1.2.3', '1.2.3'],
    ['1.0.0-beta.1', '1.0.0~beta.1'],
    ['1.0.0-beta-2+build.7', '1.0.0~beta.2.build.7'],
  ])('is %s: %s', (npm, debian) => {
    expect(debianVersion(npm)).toBe(debian);
  });
});

describe('what is taken of a package', () => {
  it.each([
    '',
    'index.js',
    'lib/test.json',
    'LICENSE.md',
    'license',
    'node.abi115.glibc.node',
    'node.napi.glibc.node',
    'package.json',
  ])('is "%s"', (path) => {
    expect(isNeeded(path, '115')).toBe(true);
  });

  it.each([
    'README.md',
    'index.d.ts',
    'index.js.map',
    'src/lmdb.cpp',
    '.eslintrc',
    'test/a.js',
    'lib/a.test.js',
    'node_modules/b/index.js',
    'node.abi127.glibc.node',
    'node.napi.musl.node',
  ])('is not "%s"', (path) => {
    expect(isNeeded(path, '115')).toBe(false);
  });
});

describe('packages with all that they need', () => {
  it('are found as Node finds them, and only those for this machine', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', dependencies: { b: '*' }, optionalDependencies: { windows: '*' } },
      'node_modules/a/node_modules/b': { version: '1.0.0', dependencies: { c: '*' } },
      'node_modules/b': { version: '2.0.0' },
      'node_modules/c': { version: '3.0.0', dependencies: { a: '*' } },
      'node_modules/windows': { version: '1.0.0' },
    };
    write('package-lock.json', { packages });
    for (const [path, { version }] of Object.entries(packages)) {
      if (!path.endsWith('windows')) write(`${path}/package.json`, { version });
    }
    const paths = withAllTheyNeed(folder, ['a']).map(({ path, name }) => [path, name]);
    expect(paths).toEqual([
      ['node_modules/a', 'a'],
      ['node_modules/a/node_modules/b', 'b'],
      ['node_modules/c', 'c'],
    ]);
  });

  it('are refused when what is installed is not what the lock file names', () => {
    write('package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });
    write('node_modules/a/package.json', { version: '1.0.1' });
    expect(() => withAllTheyNeed(folder, ['a'])).toThrow('node_modules/a is 1.0.1, and the lock file names 1.0.0');
  });
});

describe('the file with the licences', () => {
  const shipped = (name: string, licence: string, text: string) => ({
    files: `lib/${name}/*`,
    notice: { name, version: '1.0.0', licence, text },
  });
  const mit = 'MIT License\n\nCopyright (c) 2020 Ada\n\nPermission is hereby granted, free of charge, …';
  const none = 'c carries no text of its licence, MIT. Its author is Bea.';

  it('has one stanza for each text, in the form that Debian reads', () => {
    const stanzas = stanzasOf([shipped('a', 'MIT', mit), shipped('b', 'MIT', mit), shipped('c', 'MIT', none)]);
    const text = copyrightFile({ name: 'x', source: 'y' }, stanzas);
    expect(text).toContain(
      'Files: lib/a/*\n lib/b/*\nCopyright: Copyright (c) 2020 Ada\nLicense: MIT\n MIT License\n .\n Copyright',
    );
    expect(text).toContain(`Files: lib/c/*\nCopyright: the authors of c\nLicense: MIT\n ${none}\n .\n Permission is`);
    expect(text.split('\n').filter((line) => line.startsWith('Files:'))).toHaveLength(2);
  });

  it.each([
    ['GPL-2.0-only', none, 'brings no text of its licence'],
    ['UNKNOWN', 'All rights reserved.', 'names no licence'],
  ])('is not made for a package with the licence %s and the text "%s"', (licence, text, words) => {
    expect(() => stanzasOf([shipped('a', licence, text)])).toThrow(words);
  });

  it('names who holds the rights, each once', () => {
    expect(
      copyrightLines('Copyright (c) 2020 Ada\n  Copyright 2021 Bea\nCopyright (c) 2020 Ada\nthe copyright holder'),
    ).toEqual(['Copyright (c) 2020 Ada', 'Copyright 2021 Bea']);
  });
});

describe('the libraries that are needed', () => {
  it('are the newest versions that any of the files names', () => {
    write('a', '\0GLIBC_2.2.5\0x\0GLIBC_2.28\0GLIBCXX_3.4.21\0');
    write('b', 'x\0GLIBC_2.34\0GLIBCXX_3.4.29\0y');
    const files = ['a', 'b'].map((name) => join(folder, name));
    expect(libraryDependencies(files)).toEqual(['libc6 (>= 2.34)', 'libgcc-s1', 'libstdc++6 (>= 11)']);
  });

  it('are refused where no version of Debian is known that has them', () => {
    write('a', '\0GLIBCXX_3.4.99\0');
    expect(() => libraryDependencies([join(folder, 'a')])).toThrow('GLIBCXX_3.4.99');
  });
});
