import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTestFile, rowOf } from '../../eslint/allowed-import.mjs';
import { importsOf } from '../../eslint/imports-of.mjs';
import { repositoryFiles, repositoryHas } from './repository-files.ts';

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const fileText = (path: string): string => {
  const file = repositoryFiles([path]).find((candidate) => candidate.path === path);
  if (!file) throw new Error(`${path} is missing`);
  return file.text;
};

describe("the packages of the product's card", () => {
  const manifest = JSON.parse(fileText('package.json')) as Package;
  const declared = Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
  });
  const imported = new Set(
    repositoryFiles(['.ts', '.vue', '.mjs'])
      .filter(({ path }) => rowOf(path)?.row !== 'configuration' && (path.startsWith('e2e/') || !isTestFile(path)))
      .flatMap(({ path, text }) => importsOf(path, text).map(({ specifier }) => specifier)),
  );

  it.each(['electron', 'electron-builder', 'vue', 'pinia', 'keytar', 'nedb-promises', 'axios', 'playwright'])(
    'declares %s',
    (name) => {
      expect(declared).toContain(name);
    },
  );

  it.each(['vue', 'pinia', 'nedb-promises', 'axios'])('uses %s in the product', (name) => {
    expect(imported).toContain(name);
  });

  it('uses playwright for the browser of its end-to-end tests', () => {
    expect([...imported].some((name) => name === 'playwright' || name === '@playwright/test')).toBe(true);
  });

  it('declares electron, electron-builder and keytar for the desktop application and uses them nowhere else', () => {
    const desktop = new Set(['electron', 'electron-builder', 'keytar']);
    const elsewhere = repositoryFiles(['.ts', '.vue', '.mjs'])
      .filter(
        ({ path }) =>
          !/^(main\/(app|preload|desktop\.ts|connect-window\.ts|adapters\/secrets)|e2e\/bench\/limits\/bare-window\.ts)/.test(
            path,
          ),
      )
      .filter(({ path, text }) =>
        importsOf(path, text).some(({ specifier, typeOnly }) => !typeOnly && desktop.has(specifier ?? '')),
      );
    expect(elsewhere.map(({ path }) => path)).toEqual([]);
  });

  it('pins the packages whose newer versions do not run here', () => {
    expect(manifest.devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.devDependencies['typescript']).toMatch(/^~6\./);
  });
});

describe('the documents', () => {
  it('link to files that exist', () => {
    const links = repositoryFiles(['.md']).flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, target = '']) => ({ path, target })),
    );
    expect(links.length).toBeGreaterThan(5);
    const broken = links.filter(({ path, target }) => !repositoryHas(posix.join(posix.dirname(path), target)));
    expect(broken).toEqual([]);
  });

  it('of each main folder are a page of at most 20 lines', () => {
    const folders = ['assets', 'e2e', 'main', 'renderer', 'shared'].map((folder) => `${folder}/README.md`);
    const pages = repositoryFiles(['README.md']).filter(({ path }) => path !== 'README.md');
    expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(folders));
    expect(pages.filter(({ text }) => text.trimEnd().split('\n').length > 20).map(({ path }) => path)).toEqual([]);
  });
});

describe('the text of the repository', () => {
  const texts = repositoryFiles([
    ...['.ts', '.vue', '.mjs', '.js', '.json', '.md', '.yml', '.yaml', '.html', '.css', '.svg', '/run'],
    ...['.npmrc', '.gitignore', '.gitattributes', '.editorconfig'],
  ]);
  const linesMatching = (pattern: RegExp): readonly string[] =>
    texts.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );

  it('names no path of the machine it was written on', () => {
    const machinePath = new RegExp(String.raw`(?<![\w:~.)\]}/-])/(?:${['work', 'tmp', 'root'].join('|')})/[\w.-]+`);
    expect(machinePath.test(`"/${'tmp'}/socket"`)).toBe(true);
    expect(linesMatching(machinePath)).toEqual([]);
  });

  it('names no package registry', () => {
    const registryHost = /(?:https?:)?\/\/[\w.:-]*(?:registry|artifactory|nexus|verdaccio|npmmirror)[\w.-]*/i;
    expect(registryHost.test(`http://${'registry'}.example.org/`)).toBe(true);
    expect(linesMatching(registryHost)).toEqual([]);
  });
});
