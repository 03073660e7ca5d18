import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LaunchError } from './launch-error.mjs';
import { prepare } from './prepare.mjs';
import { inProject, projectRoot } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { runEntry } from './run-entry.mjs';
import { say } from './say.mjs';
import { buildServerPackage } from './server-package/build-server-package.mjs';
import { nodeRuntime } from './server-package/node-runtime.mjs';

const usage = `npm run dist:server -- [options]: builds the Debian package of the server into release/

  --node FOLDER          the Node.js it carries, unpacked (default: the one that runs this)
  --package-version V    its version (default: that of package.json)
  --out FOLDER           where to put it (default: release)
  --compression KIND     xz (default), zstd, gzip or none; the fast ones are for trying it out`;

/** @type {Readonly<Record<string, readonly string[]>>} */
const compressions = { xz: ['-Zxz'], zstd: ['-Zzstd', '-z1'], gzip: ['-Zgzip', '-z1'], none: ['-Znone'] };

await runEntry(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return say(usage);
  const compression = compressions[options.compression];
  if (!compression) throw new LaunchError(`${options.compression} is no compression that is known.\n\n${usage}`);
  if ((await runCommand('dpkg-deb', ['--version'], { output: 'collect' })).code !== 0) {
    throw new LaunchError('dpkg-deb is missing: build the package on Debian or Ubuntu, or install dpkg.');
  }
  await prepare('product');
  const node = nodeRuntime(options.node === undefined ? undefined : resolve(options.node));
  const { file, bytes, installedKiB, packages } = await buildServerPackage({
    root: projectRoot,
    node,
    version: options['package-version'] ?? JSON.parse(readFileSync(inProject('package.json'), 'utf8')).version,
    outputFolder: resolve(options.out ?? inProject('release')),
    compression,
    time: await packageTime(),
  });
  const megabytes = (/** @type {number} */ size) => (size / 1_000_000).toFixed(1);
  say(
    `${file}: ${megabytes(bytes)} MB, installed ${megabytes(installedKiB * 1_024)} MB, ` +
      `with Node.js ${node.version} and ${packages} packages.`,
  );
});

/** @param {readonly string[]} args */
function readOptions(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        node: { type: 'string' },
        'package-version': { type: 'string' },
        out: { type: 'string' },
        compression: { type: 'string', default: 'xz' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/** The same sources make the same package: its time is SOURCE_DATE_EPOCH, else that of the last commit. */
async function packageTime() {
  const given = process.env['SOURCE_DATE_EPOCH'];
  const git = ['-C', projectRoot, 'log', '-1', '--format=%ct'];
  const epoch = given ?? (await runCommand('git', git, { output: 'collect' })).output.trim();
  return /^\d+$/.test(epoch) ? new Date(Number(epoch) * 1_000) : new Date();
}
