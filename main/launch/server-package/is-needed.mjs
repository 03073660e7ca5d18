import { sep } from 'node:path';

/** What a package has for its own developers, or for browsers. */
const foreign =
  /\.(cc?|cpp|cxx|hh?|hpp|gypi?|mk|o|map|[cm]?ts|flow|md|markdown|html?|sh|ya?ml|png|svg|tsbuildinfo|lib|def|gz)$/i;
const foreignScripts = /(^test|^bench|^example|[.-](test|spec|bench))\.[cm]?js$/;
const foreignFolders = new Set([
  'test',
  'tests',
  '__tests__',
  'spec',
  'example',
  'examples',
  'bench',
  'benchmark',
  'benchmarks',
  'docs',
]);

/**
 * Whether a server needs that file of a package: what runs, for this Node.js, and the licence. Packages inside of it have
 * a path of their own.
 * @param {string} path inside the package; empty for its folder
 * @param {string} abi of the Node.js that it is for
 */
export const isNeeded = (path, abi) => {
  const parts = path.split(sep);
  const name = parts.at(-1) ?? '';
  if (parts.some((part) => part === 'node_modules' || part.startsWith('.') || foreignFolders.has(part))) return false;
  if (/^(licen[cs]e|copying|notice)/i.test(name)) return true;
  const forAbi = /\.abi(\d+)\./.exec(name)?.[1];
  return (
    !foreign.test(name) &&
    !foreignScripts.test(name) &&
    !name.endsWith('.musl.node') &&
    (forAbi === undefined || forAbi === abi)
  );
};
