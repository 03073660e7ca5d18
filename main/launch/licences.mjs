import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A package that ships with the product.
 * @typedef {object} Notice
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression; `UNKNOWN` when the package does not say
 * @property {string} text of its licence and notices, or a sentence that says whose it is
 */

/**
 * What is compiled into the native modules of a package and does not stand in its package.json: lmdb's is LMDB with LZ4.
 * @type {readonly { within: string, name: string, licence: string, files: readonly string[] }[]}
 */
const compiledIn = [
  {
    within: 'lmdb',
    name: 'LMDB',
    licence: 'OLDAP-2.8',
    files: ['COPYRIGHT', 'LICENSE'].map((name) => `dependencies/lmdb/libraries/liblmdb/${name}`),
  },
  { within: 'lmdb', name: 'LZ4', licence: 'BSD-2-Clause', files: ['dependencies/lz4/lib/LICENSE'] },
];

/**
 * The notices of packages.
 * @param {readonly string[]} folders of packages, some more than once perhaps
 * @returns {readonly Notice[]} each version once, in the order of their names
 */
export const noticesOf = (folders) => {
  const notices = [...new Set(folders)].flatMap((folder) => [noticeOf(folder), ...noticesInside(folder)]);
  const byId = new Map(notices.map((notice) => [`${notice.name}@${notice.version}`, notice]));
  return [...byId.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, notice]) => notice);
};

/**
 * The production dependencies of package-lock.json that are installed: what ships beside the bundles.
 * @param {string} root of the project
 * @returns {readonly string[]}
 */
export const productionFolders = (root) => {
  const { packages = {} } = readJson(join(root, 'package-lock.json'));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path]) => join(root, path))
    .filter((folder) => existsSync(join(folder, 'package.json')));
};

/**
 * The packages that bundled files are from.
 * @param {readonly string[]} files absolute; those outside of node_modules do not count
 * @returns {readonly string[]} folders
 */
export const packageFolders = (files) => [...new Set(files.flatMap(packageFolder))];

/**
 * @param {string} file a module's path, with whatever a bundler puts before and behind it
 * @returns {readonly string[]} the folder of its package, if it has one
 */
const packageFolder = (file) => {
  const [, folder] = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/?]+)[\\/]/.exec(file) ?? [];
  return folder !== undefined && existsSync(join(folder, 'package.json')) ? [join(folder)] : [];
};

/**
 * @param {string} folder of a package
 * @returns {Notice}
 */
const noticeOf = (folder) => {
  const { name, version, license, licenses, author } = readJson(join(folder, 'package.json'));
  const text = licenceFiles(folder) || licenceInReadme(folder);
  const licence = expressionOf(license ?? licenses) ?? (grantsOfMit.test(text) ? 'MIT' : 'UNKNOWN');
  const person = typeof author === 'string' ? author : author?.name;
  const missing = `${name} carries no text of its licence, ${licence}.${person ? ` Its author is ${person}.` : ''}`;
  return { name, version, licence, text: text || missing };
};

/**
 * @param {string} folder of a package
 * @returns {readonly Notice[]}
 */
const noticesInside = (folder) => {
  const { name, version } = readJson(join(folder, 'package.json'));
  return compiledIn
    .filter(({ within }) => within === name)
    .map(({ within, name, licence, files }) => {
      const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
      return { name: `${name} (in ${within})`, version, licence, text };
    });
};

/** The beginning of the MIT licence; one package names its licence in no other way. */
const grantsOfMit = /Permission is hereby granted, free of charge[^]*deal in the Software without\s+restriction/;

/**
 * @param {any} declared `license` or the older `licenses` of package.json
 * @returns {string | undefined}
 */
const expressionOf = (declared) => {
  if (typeof declared === 'string') return declared;
  return Array.isArray(declared) ? declared.map(expressionOf).join(' OR ') : declared?.type;
};

/** @param {string} folder */
const licenceFiles = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name) && !/\.js$/.test(entry.name))
    .map(({ name }) => readFileSync(join(folder, name), 'utf8').trim())
    .sort()
    .join('\n\n');

/**
 * What stands below the heading "License" of the package's README.
 * @param {string} folder
 */
const licenceInReadme = (folder) => {
  const readme = readdirSync(folder).find((name) => /^readme(\.md|\.markdown)?$/i.test(name));
  if (readme === undefined) return '';
  const [, below = ''] = readFileSync(join(folder, readme), 'utf8').split(/^#+ *licen[cs]e *$|^licen[cs]e\r?\n-+$/im);
  const text = (below.split(/^#/m)[0] ?? '').trim();
  // Often there is only the licence's name, or a link.
  return /permission|redistribution/i.test(text) ? text : '';
};

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
