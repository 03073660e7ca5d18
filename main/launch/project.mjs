import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this copy of the project. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * A path inside this copy of the project.
 * @param {readonly string[]} parts
 */
export const inProject = (...parts) => join(projectRoot, ...parts);

/**
 * The script behind a command of an installed package, to be run by Node itself: no shell, no `.cmd`.
 * @param {string} packageName
 * @param {string} [command] when the package has several
 */
export const packageCommand = (packageName, command = packageName) => {
  const manifest = inProject('node_modules', packageName, 'package.json');
  if (!existsSync(manifest)) throw new Error(`${packageName} is not installed. Delete node_modules and start again.`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const script = typeof bin === 'string' ? bin : bin?.[command];
  if (!script) throw new Error(`${packageName} has no command ${command}.`);
  return inProject('node_modules', packageName, script);
};
