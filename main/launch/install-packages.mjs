import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';

const stampFile = 'node_modules/.elektra-web-install';

/**
 * Whether the installed packages are those of package-lock.json, for this Node and this machine.
 * @param {string} root
 */
export const isInstalled = (root) => {
  const stamp = join(root, stampFile);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === installStamp(root);
};

/**
 * Installs exactly what package-lock.json names. The stamp is written last, so an interruption is noticed.
 * @param {string} root
 */
export const installPackages = async (root) => {
  say('Installing the packages that package-lock.json names (npm ci) …');
  const npm = npmCommand(process.env, process.platform, process.execPath, existsSync);
  // Warnings stay out: npm takes the Node that Electron brings along for a demand on the one that runs here.
  const args = [...npm.args, 'ci', '--include=dev', '--include=optional', '--loglevel=error'];
  const { code, output } = await runCommand(npm.command, args, { cwd: root, output: 'to-stderr', shell: npm.shell });
  if (code === 127) {
    throw new LaunchError(
      `npm was not found (${output.trim()}). Install Node.js with npm 10 or newer and start again.`,
    );
  }
  if (code !== 0) {
    throw new LaunchError(
      `The packages could not be installed: npm ci ended with exit code ${code}, its reason is above. ` +
        'When the network or the package registry is back, start again; nothing needs cleaning up.',
    );
  }
  writeFileSync(join(root, stampFile), installStamp(root));
};

/**
 * What the installed packages depend on: the lock file, and what native modules are built for.
 * @param {string} root
 */
export const installStamp = (root) => {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const major = process.versions.node.split('.')[0];
  return `${lock} node-${major} abi-${process.versions.modules} ${process.platform}-${process.arch}\n`;
};

/**
 * How npm is started: by Node itself where its script can be found, since Windows starts no `.cmd` without a shell.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} node path of the running Node
 * @param {(path: string) => boolean} exists
 * @returns {{ command: string, args: readonly string[], shell: boolean }}
 */
export const npmCommand = (env, platform, node, exists) => {
  const started = env['npm_execpath'];
  if (started && basename(started) === 'npm-cli.js' && exists(started)) {
    return { command: node, args: [started], shell: false };
  }
  if (platform !== 'win32') return { command: 'npm', args: [], shell: false };
  const beside = join(dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return exists(beside) ? { command: node, args: [beside], shell: false } : { command: 'npm', args: [], shell: true };
};
