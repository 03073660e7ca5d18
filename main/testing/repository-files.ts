import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const notOurs = new Set([
  '.git',
  'node_modules',
  'dist',
  'release',
  'coverage',
  'test-results',
  'playwright-report',
  '.launch',
]);

export interface RepositoryFile {
  /** Path of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of the repository whose names end in one of `endings`, in order of their paths.
 * It walks the folders instead of asking git, so that it works in an unpacked archive as well.
 */
export const repositoryFiles = (endings: readonly string[]): readonly RepositoryFile[] =>
  filesBelow(root)
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

/** @param path of the repository, with forward slashes */
export const repositoryHas = (path: string): boolean => existsSync(join(root, path));

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
