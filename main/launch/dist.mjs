import { dirname, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { circumstancesOf, electronExecutable, electronVersion, isSet } from './choose-surface.mjs';
import { LaunchError } from './launch-error.mjs';
import { takeLaunchLock } from './launch-lock.mjs';
import { forgetUpdateMetadata, kindsFor, makeInstaller } from './make-installers.mjs';
import { prepare } from './prepare.mjs';
import { projectRoot } from './project.mjs';
import { fetchAndRemember } from './provide-electron.mjs';
import { runEntry } from './run-entry.mjs';
import { say } from './say.mjs';

const kinds = kindsFor(process.platform);

const usage = `npm run dist -- [KIND …] [options]: makes installers of the desktop application in release/

  KIND    ${kinds.join(', ') || 'none on this system'}; all of them without any
  --dir   only the unpacked folder, to try it out
  --all   fail when one of them cannot be made`;

await runEntry(async () => {
  const { wanted, strict } = readArguments(process.argv.slice(2));
  await prepare('product');
  const runtime = await provideRuntime();
  const making = { root: projectRoot, runtime, env: process.env, platform: process.platform };
  forgetUpdateMetadata(projectRoot);
  const results = [];
  for (const kind of wanted) {
    say(`Making ${kind === 'dir' ? 'the unpacked folder' : kind} …`);
    results.push(await makeInstaller(making, kind));
  }
  for (const result of results) {
    if ('reason' in result) say(`${result.kind} was not made: ${result.reason}.`);
    else result.files.forEach(({ path, bytes }) => say(`${relative(projectRoot, path)}: ${megabytes(bytes)} MB`));
  }
  const made = results.filter((result) => 'files' in result).length;
  process.exitCode = made === 0 || (strict && made < results.length) ? 1 : 0;
});

/** @param {readonly string[]} args */
function readArguments(args) {
  const { values, positionals } = parse(args);
  const unknown = positionals.find((kind) => !kinds.includes(kind));
  if (unknown !== undefined) throw new LaunchError(`This system makes no ${unknown}.\n\n${usage}`);
  const wanted = values.dir ? ['dir'] : positionals.length > 0 ? positionals : kinds;
  if (wanted.length === 0) throw new LaunchError(`There are no installers for ${process.platform}.`);
  return { wanted, strict: values.all };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { dir: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/** @returns {Promise<string>} the folder of Electron's binary for this system */
async function provideRuntime() {
  const reason = isRuntimeHere() ? undefined : await fetchRuntime();
  if (reason !== undefined) {
    throw new LaunchError(
      `No installer was made: each holds Electron ${electronVersion(projectRoot)}, and ${reason}. ` +
        'ELECTRON_MIRROR names another place to fetch it from, ELECTRON_OVERRIDE_DIST_PATH a folder that has it.',
    );
  }
  const folder = dirname(electronExecutable(projectRoot));
  // On macOS the executable is inside of the bundle, and the bundle is what is packed.
  return process.platform === 'darwin' ? dirname(dirname(dirname(folder))) : folder;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1_000_000).toFixed(1);
}

function isRuntimeHere() {
  const { wantedVersion, presentVersion, executable } = circumstancesOf(projectRoot);
  return executable && presentVersion === wantedVersion;
}

/** @returns {Promise<string | undefined>} why it cannot be had; undefined when it is here now */
async function fetchRuntime() {
  const version = electronVersion(projectRoot);
  if (version === undefined) return 'the electron package is not installed';
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH']) return 'the folder in ELECTRON_OVERRIDE_DIST_PATH does not have it';
  if (isSet(process.env['ELECTRON_SKIP_BINARY_DOWNLOAD']))
    return 'ELECTRON_SKIP_BINARY_DOWNLOAD keeps it from being fetched';
  const release = await takeLaunchLock(projectRoot, () => say('Another launch of this copy is at work; waiting …'));
  try {
    return isRuntimeHere() ? undefined : await fetchAndRemember(projectRoot, process.env, version);
  } finally {
    release();
  }
}
