import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { importTable } from './import-table.mjs';

const builtins = new Set(builtinModules);

/**
 * The row of the import table a file of the repository belongs to.
 * @param {string} file path of the repository, with forward slashes
 */
export const rowOf = (file) => importTable.find((row) => row.files.some((entry) => covers(entry, file)));

/**
 * What an import names: a path of the repository, `node:…` or a package with its subpath.
 * @param {string} file path of the importing file
 * @param {string} specifier as written; a query (`?raw`, `?worker`) is dropped
 */
export const targetOf = (file, specifier) => {
  const name = specifier.replace(/\?.*$/, '');
  if (name.startsWith('.')) return posix.normalize(posix.join(posix.dirname(file), name));
  if (name.startsWith('#shared/')) return posix.normalize(`shared/${name.slice('#shared/'.length)}`);
  if (builtins.has(name)) return `node:${name}`;
  return name;
};

/**
 * Why an import is refused, or undefined when the table allows it.
 * @param {string} file path of the importing file
 * @param {string} specifier as written
 * @param {boolean} typeOnly whether nothing of the import is left at run time
 * @returns {string | undefined}
 */
export const importRefusal = (file, specifier, typeOnly) => {
  const row = rowOf(file);
  if (!row) return `${file} belongs to no row of eslint/import-table.mjs: add the folder there first.`;
  const target = targetOf(file, specifier);
  if (rowOf(target) === row) return undefined;
  const isTest = isTestFile(file);
  const allowed = isTest ? [...row.may, ...(row.tests ?? [])] : row.may;
  // A test may hold the value of what its room holds as a type only.
  if (allowed.some((entry) => allows(entry, target, typeOnly))) return undefined;
  if (!typeOnly && allowed.some((entry) => allows(entry, target, true))) {
    return `row "${row.row}": ${target} may be imported as a type only (use "import type").`;
  }
  const listed = allowed.length > 0 ? allowed.join(', ') : 'nothing';
  return `row "${row.row}" of the import table does not let ${file} import ${target}. It may import: itself, ${listed}.`;
};

/**
 * Whether the row's `tests` entries hold for a file.
 * @param {string} file
 */
export const isTestFile = (file) => /\.(test|spec|test-d)\.ts$/.test(file) || /(^|\/)testing\//.test(file);

/**
 * @param {string} entry
 * @param {string} target
 * @param {boolean} typeOnly
 */
const allows = (entry, target, typeOnly) => {
  if (entry.startsWith('type ')) return typeOnly && covers(entry.slice('type '.length), target);
  return covers(entry, target);
};

/**
 * @param {string} entry a folder ending in `/`, a file, a package or `node:*`
 * @param {string} target
 */
const covers = (entry, target) => {
  if (entry === 'node:*') return target.startsWith('node:');
  if (entry.endsWith('/*')) return posix.dirname(target) === entry.slice(0, -'/*'.length);
  if (entry.endsWith('/')) return target.startsWith(entry);
  return target === entry || target.startsWith(`${entry}/`);
};
