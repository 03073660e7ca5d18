import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LaunchError } from '../launch-error.mjs';
import { requireNode } from '../run-entry.mjs';

/**
 * The Node.js that a package carries.
 * @typedef {object} NodeRuntime
 * @property {string} executable
 * @property {string} version
 * @property {string} architecture as Debian calls it
 * @property {string} abi of its native modules
 * @property {string} licence the text that goes with it
 */

/** Debian's names; a Node of another machine cannot be asked what it is. */
const architectures = new Map([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
  ['arm', 'armhf'],
]);

/** What each Debian has: a Node that needs more would not run elsewhere. */
const everywhere = /^(linux-vdso|libdl|libstdc\+\+|libm|libgcc_s|libpthread|librt|libatomic|libc|ld-linux[\w-]*)\.so/;

/**
 * @param {string | undefined} folder an unpacked Node.js, with `bin/node` and `LICENSE`; without one the Node that runs
 * @returns {NodeRuntime}
 * @throws {LaunchError} that says what to give instead
 */
export const nodeRuntime = (folder) => {
  const executable = folder === undefined ? process.execPath : join(folder, 'bin', 'node');
  if (!existsSync(executable)) throw new LaunchError(`${executable} is missing: --node names an unpacked Node.js.`);
  const { version, arch, abi, libraries } = ask(executable);
  requireNode(version);
  const architecture = architectures.get(arch);
  if (architecture === undefined || arch !== process.arch) {
    throw new LaunchError(
      `A package for ${arch} cannot be made on ${process.arch}: the native modules here are for that.`,
    );
  }
  const foreign = libraries.find((path) => !everywhere.test(path.slice(path.lastIndexOf('/') + 1)));
  if (foreign !== undefined) {
    throw new LaunchError(
      `${executable} needs ${foreign}, which other machines lack. Give --node the folder of a Node.js from nodejs.org, ` +
        `or of the package node-linux-${arch} of npm.`,
    );
  }
  return { executable, version, architecture, abi, licence: licenceBeside(executable, version, arch) };
};

/**
 * @param {string} executable
 * @returns {{ version: string, arch: string, abi: string, libraries: readonly string[] }}
 */
const ask = (executable) => {
  const question = `process.report.excludeNetwork = true; process.stdout.write(JSON.stringify({
    version: process.versions.node, arch: process.arch, abi: process.versions.modules,
    libraries: process.report.getReport().sharedObjects.filter((path) => path.includes('.so')) }))`;
  return JSON.parse(execFileSync(executable, ['-e', question], { encoding: 'utf8', env: {} }));
};

/**
 * @param {string} executable
 * @param {string} version
 * @param {string} arch
 */
const licenceBeside = (executable, version, arch) => {
  const folder = dirname(dirname(executable));
  const places = [
    join(folder, 'LICENSE'),
    join(folder, 'share', 'doc', 'node', 'LICENSE'),
    join(folder, 'share', 'doc', 'nodejs', 'LICENSE'),
    join(folder, 'share', 'doc', 'nodejs', 'copyright'),
  ];
  const text = places.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
  const licence = text.find((candidate) => /Node\.js is licensed for use as follows/.test(candidate));
  if (licence !== undefined) return licence;
  throw new LaunchError(
    `The licence of ${executable} is not beside it (looked for: ${places.join(', ')}), and Node.js may not be given to ` +
      `others without it. Run "npm install --prefix FOLDER node-linux-${arch}@${version}" and give ` +
      `--node FOLDER/node_modules/node-linux-${arch}.`,
  );
};
