import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { fingerprint } from './fingerprint.mjs';
import { LaunchError } from './launch-error.mjs';
import { noticesOf, packageFolders, productionFolders } from './licences.mjs';

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
    const modules = [
      await bundle(root, { ...programs(root, compositionRoots(root), outputFolder), ...withPackages }),
      // The program of a thread is one file with all that it imports: the installed application keeps it outside of its archive, where nothing else is
      // (https://github.com/electron/electron/issues/22446), and no package.json says there what an .mjs is.
      await bundle(root, {
        entryPoints: [join(root, 'main/backup/backup-worker.ts')],
        outfile: join(outputFolder, 'backup', 'backup-worker.mjs'),
        ...forNode,
      }),
    ];
    const preload = join(root, 'main/preload/preload.ts');
    // A sandboxed preload can be nothing but one CommonJS file.
    const asOneScript = { format: 'cjs', platform: 'browser', external: ['electron'], target: 'es2023' };
    if (existsSync(preload)) {
      const outfile = join(outputFolder, 'preload.cjs');
      modules.push(await bundle(root, { entryPoints: [preload], outfile, ...asOneScript }));
    }
    writeNotices(join(outputFolder, 'licences.json'), packageFolders(modules.flat()));
    writeNotices(join(outputFolder, 'licences-beside.json'), productionFolders(root));
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
    writeNotices(join(outputFolder, 'licences.json'), packageFolders(modules));
    compressFiles(outputFolder);
  },
};

/**
 * Writes down what is made by others, for the about box and for packages.
 * @param {string} file
 * @param {readonly string[]} folders of packages
 */
const writeNotices = (file, folders) => writeFileSync(file, JSON.stringify(noticesOf(folders)));

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
  make: async (root, outputFolder) => {
    const entryPoints = ['e2e/bench/run.ts', 'e2e/bench/limits/bare-window.ts'];
    await bundle(root, { ...programs(root, entryPoints, outputFolder), ...withoutPackages });
  },
};

/**
 * What tests and benches of the built product start beside it: the double of the field's elektrad, and a fleet of ours.
 * @type {BuildOutput}
 */
export const testingOutput = {
  name: 'testing',
  sources: ['main/testing', 'main/adapters/elektrad-client/testing', 'main/elektrad', 'main/transport', 'shared'],
  isSource: isNoTest,
  make: async (root, outputFolder) => {
    const entryPoints = ['main/testing/children/field-elektrad.ts', 'main/testing/children/fleet.ts'];
    await bundle(root, { ...programs(root, entryPoints, outputFolder), ...withPackages });
  },
};

/**
 * What stands in for Electron in tests of the desktop application.
 * @type {BuildOutput}
 */
export const standInOutput = {
  name: 'stand-in',
  sources: ['e2e/electron'],
  make: async (root, outputFolder) => {
    const entryPoints = ['main', 'electron', 'parent-port'].map((name) => `e2e/electron/stand-in/${name}.ts`);
    await bundle(root, { ...programs(root, entryPoints, outputFolder), ...withoutPackages });
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
 * Packages that no bundle holds: what Electron brings, native modules, and the updater, which only an installed application loads. All others are bundled:
 * loading some thousand small files takes longer than running them (docs/decisions/0025-packages-in-the-bundle.md).
 */
const beside = ['electron', 'electron-updater', 'keytar', 'lmdb'];

/** A bundle of ES modules has no `require`, which packages of the older kind ask for Node's own modules with. */
const requireInModule =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/**
 * Programs for Node with what they share, as ES modules.
 * @param {string} root
 * @param {readonly string[]} entryPoints
 * @param {string} outputFolder
 */
const programs = (root, entryPoints, outputFolder) => ({
  entryPoints: entryPoints.map((path) => join(root, path)),
  outdir: outputFolder,
  outbase: join(root, dirname(entryPoints[0] ?? '')),
  splitting: true,
  chunkNames: '[name]-[hash]',
  ...forNode,
  sourcemap: true,
});

const forNode = { format: 'esm', platform: 'node', target: 'node20' };

/** Whole but for what is beside it. */
const withPackages = { external: beside, banner: { js: requireInModule } };

/** @type {{ readonly packages: 'external' }} */
const withoutPackages = { packages: 'external' };

/**
 * Bundles modules.
 * @param {string} root
 * @param {object} options of esbuild
 * @returns {Promise<readonly string[]>} the files that went in
 */
const bundle = async (root, options) => {
  const { build } = await loadPackage(root, 'esbuild');
  // What is wrong is in the error that build() throws.
  const { metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  return Object.keys(metafile.inputs).map((path) => join(root, path));
};

/**
 * Loads a package that was not there when the launcher started.
 * @param {string} root
 * @param {string} name
 */
const loadPackage = (root, name) => import(pathToFileURL(createRequire(join(root, 'package.json')).resolve(name)).href);
