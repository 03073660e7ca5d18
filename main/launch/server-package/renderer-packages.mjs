import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withAllTheyNeed } from './shipped-packages.mjs';

/**
 * What the built interface may hold parts of: the packages that its sources import, with all that these need.
 * @param {string} root
 */
export const rendererPackages = (root) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const listed = { ...dependencies, ...devDependencies };
  const names = sourcesBelow(join(root, 'renderer'))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\bfrom '((?:@[\w-]+\/)?[\w-]+)/g)])
    .map(([, name = '']) => name)
    .filter((name) => name in listed);
  return withAllTheyNeed(root, [...new Set(names)]);
};

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
const sourcesBelow = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|vue)$/.test(path) && !/\.test\.ts$|(^|[\\/])testing[\\/]/.test(path))
    .map((path) => join(folder, path));
