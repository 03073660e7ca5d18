import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A package of npm that is part of what is delivered.
 * @typedef {object} ShippedPackage
 * @property {string} path below the project, for example `node_modules/pino`
 * @property {string} name
 * @property {string} version
 */

/** What only the desktop application needs: the update of itself, and the keychain of a person. */
const desktopOnly = ['electron-updater', 'keytar'];

/**
 * What the server needs while it runs, with all that these need, from the lock file.
 * @param {string} root the project, installed
 * @returns {readonly ShippedPackage[]}
 */
export const serverPackages = (root) => {
  const { dependencies } = readJson(join(root, 'package.json'));
  return withAllTheyNeed(
    root,
    Object.keys(dependencies).filter((name) => !desktopOnly.includes(name)),
  );
};

/**
 * Packages and all that they need, as far as it is for this machine.
 * @param {string} root
 * @param {readonly string[]} names
 * @returns {readonly ShippedPackage[]} sorted by path
 */
export const withAllTheyNeed = (root, names) => {
  const lock = readJson(join(root, 'package-lock.json')).packages;
  /** @type {Map<string, ShippedPackage>} */
  const found = new Map();
  /** @param {string} path */
  const take = (path) => {
    if (found.has(path)) return;
    const { version, dependencies, optionalDependencies } = lock[path];
    const manifest = readJson(join(root, path, 'package.json'));
    if (manifest.version !== version) {
      throw new Error(`${path} is ${manifest.version}, and the lock file names ${version}.`);
    }
    const name = nameOf(path);
    found.set(path, { path, name, version });
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(lock, path, needed);
      const optional = optionalDependencies?.[needed] !== undefined;
      if (place !== undefined && (!optional || existsSync(join(root, place)))) take(place);
      else if (!optional) throw new Error(`${name} needs ${needed}, which the lock file does not have.`);
    }
  };
  for (const name of names) take(`node_modules/${name}`);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
};

/**
 * Where a package finds another one: in its own folder, else in one further up.
 * @param {Readonly<Record<string, unknown>>} lock
 * @param {string} from path of the package that needs it
 * @param {string} name
 * @returns {string | undefined}
 */
const placeOf = (lock, from, name) => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (place in lock) return place;
    if (folder === '') return undefined;
  }
};

/** @param {string} path */
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
