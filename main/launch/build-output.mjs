import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { fingerprint } from './fingerprint.mjs';
import { LaunchError } from './launch-error.mjs';
import { noticesOf } from './licences.mjs';

/**
 * One folder below `dist/` and what it is made of.
 * @typedef {object} BuildOutput
 * @property {string} name the folder below dist/
 * @property {readonly string[]} sources files and folders its content depends on
 * @property {(path: string) => boolean} [isSource] which of the files count; by default all but tests and what only they use
 * @property {(root: string, outputFolder: string) => Promise<void>} make fills the empty output folder
 */

const stampFile = '.elektra-web-build';

/**
 * Whether the output is there and made from the sources as they are now.
 * @param {string} root
 * @param {BuildOutput} output
 */
export const isBuilt = (root, output) => {
  const stamp = join(root, 'dist', output.name, stampFile);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceStamp(root, output);
};

/**
 * Builds into a folder beside the output and puts it in its place when it is complete: what is under the output's name
 * is always whole. The caller holds the launch lock.
 * @param {string} root
 * @param {BuildOutput} output
 */
export const buildOutput = async (root, output) => {
  const stamp = sourceStamp(root, output);
  const dist = join(root, 'dist');
  const [fresh, place, replaced] = [
    join(dist, `.new-${output.name}`),
    join(dist, output.name),
    join(dist, `.old-${output.name}`),
  ];
  mkdirSync(dist, { recursive: true });
  // Left by a build that was interrupted.
  rmSync(fresh, { recursive: true, force: true });
  rmSync(replaced, { recursive: true, force: true });
  mkdirSync(fresh);
  try {
    await output.make(root, fresh);
  } catch (error) {
    throw new LaunchError(`dist/${output.name} could not be built.\n${error instanceof Error ? error.message : error}`);
  }
  writeFileSync(join(fresh, stampFile), stamp);
  if (existsSync(place)) renameSync(place, replaced);
  renameSync(fresh, place);
  rmSync(replaced, { recursive: true, force: true });
};

/**
 * @param {string} root
 * @param {BuildOutput} output
 */
const sourceStamp = (root, output) => {
  const inputs = [...output.sources, 'package-lock.json', 'tsconfig.base.json', ...buildSteps];
  return fingerprint(root, inputs, output.isSource ?? isProductSource);
};

/** What makes the outputs. */
const buildSteps = ['main/launch/build-output.mjs', 'main/launch/licences.mjs'];

/** @param {string} path */
const isProductSource = (path) => isNoTest(path) && !/(^|\/)testing\//.test(path);

/** @param {string} path */
const isNoTest = (path) =>
  !/\.(test|spec|test-d)\.ts$/.test(path) && (!path.startsWith('main/launch/') || buildSteps.includes(path));

/** @type {BuildOutput} */
const mainOutput = {
  name: 'main',
  sources: ['main', 'shared', 'package.json'],
  make: async (root, outputFolder) => {
    await bundle(root, compositionRoots(root), outputFolder);
    await bundleWorker(root, 'main/backup/backup-worker.ts', join(outputFolder, 'backup', 'backup-worker.mjs'));
    // A sandboxed preload can be nothing but one CommonJS file.
    const preload = 'main/preload/preload.ts';
    if (existsSync(join(root, preload))) await bundlePreload(root, preload, join(outputFolder, 'preload.cjs'));
  },
};

/** @type {BuildOutput} */
const rendererOutput = {
  name: 'renderer',
  sources: ['renderer', 'shared', 'vite.config.ts'],
  make: async (root, outputFolder) => {
    const { build } = await loadPackage(root, 'vite');
    /** @type {string[]} */
    const modules = [];
    await build({
      root: join(root, 'renderer'),
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'silent',
      build: { outDir: outputFolder },
      plugins: [
        {
          name: 'bundled-modules',
          generateBundle: (/** @type {unknown} */ _options, /** @type {Record<string, any>} */ files) =>
            Object.values(files).forEach((file) => modules.push(...(file.moduleIds ?? []))),
        },
      ],
    });
    // What the about box shows, in the window and in a browser alike.
    writeFileSync(join(outputFolder, 'licences.json'), JSON.stringify(noticesOf(root, modules)));
    compressFiles(outputFolder);
  },
};

/**
 * Puts compressed forms beside the files, so that the server compresses nothing itself; the page is made for each answer.
 * @param {string} folder
 */
const compressFiles = (folder) => {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(css|js|json|svg|txt|wasm)$/.test(name)) continue;
    const bytes = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
};

/** What running the product needs. */
export const productOutputs = [mainOutput, rendererOutput];

/** @type {BuildOutput} */
export const benchOutput = {
  name: 'bench',
  sources: ['e2e', 'shared'],
  make: (root, outputFolder) => bundle(root, ['e2e/bench/run.ts', 'e2e/bench/limits/bare-window.ts'], outputFolder),
};

/**
 * What tests and benches of the built product start beside it: the double of the field's elektrad, and a fleet of ours.
 * @type {BuildOutput}
 */
export const testingOutput = {
  name: 'testing',
  sources: ['main/testing', 'main/adapters/elektrad-client/testing', 'main/elektrad', 'main/transport', 'shared'],
  isSource: isNoTest,
  make: (root, outputFolder) =>
    bundle(root, ['main/testing/children/field-elektrad.ts', 'main/testing/children/fleet.ts'], outputFolder),
};

/**
 * What stands in for Electron in tests of the desktop application.
 * @type {BuildOutput}
 */
export const standInOutput = {
  name: 'stand-in',
  sources: ['e2e/electron'],
  make: (root, outputFolder) => {
    const programs = ['main', 'electron', 'parent-port'].map((name) => `e2e/electron/stand-in/${name}.ts`);
    return bundle(root, programs, outputFolder);
  },
};

/**
 * The programs that are there: the command line always, the desktop application once it exists.
 * @param {string} root
 */
const compositionRoots = (root) => [
  'main/cli.ts',
  'main/adapters/secrets/keychain-process.ts',
  ...['main/desktop.ts'].filter((path) => existsSync(join(root, path))),
];

/**
 * @param {string} root
 * @param {string} entryPoint
 * @param {string} outfile
 */
const bundlePreload = async (root, entryPoint, outfile) => {
  const { build } = await loadPackage(root, 'esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, entryPoint)],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'browser',
    external: ['electron'],
    target: 'es2023',
    logLevel: 'silent',
  });
};

/**
 * The program of a thread in one file with all that it imports, packages included: the installed application keeps it outside of its archive, where no
 * packages are (https://github.com/electron/electron/issues/22446).
 * @param {string} root
 * @param {string} entryPoint
 * @param {string} outfile an .mjs: no package.json says there what it is
 */
const bundleWorker = async (root, entryPoint, outfile) => {
  const { build } = await loadPackage(root, 'esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, entryPoint)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
};

/**
 * @param {string} root
 * @param {readonly string[]} entryPoints
 * @param {string} outputFolder
 */
const bundle = async (root, entryPoints, outputFolder) => {
  const { build } = await loadPackage(root, 'esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: entryPoints.map((path) => join(root, path)),
    outdir: outputFolder,
    outbase: join(root, dirname(entryPoints[0] ?? '')),
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    // What is wrong is in the error that build() throws.
    logLevel: 'silent',
  });
};

/**
 * Loads a package that was not there when the launcher started.
 * @param {string} root
 * @param {string} name
 */
const loadPackage = (root, name) => import(pathToFileURL(createRequire(join(root, 'package.json')).resolve(name)).href);
