import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { sizeOf } from './watch-fetch.mjs';
import { packageCommand } from './project.mjs';
import { runWatched } from './run-watched.mjs';
import { mergeUpdateMetadata } from './update-metadata.mjs';

/**
 * Kinds of installers that a system can make, each with the targets of electron-builder that one run makes.
 * @type {Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, readonly string[]>>>>>}
 */
const kinds = {
  linux: { AppImage: ['AppImage'], deb: ['deb'], rpm: ['rpm'] },
  // One run: both are made of the application that was signed.
  darwin: { mac: ['dmg', 'zip'] },
  win32: { nsis: ['nsis'] },
};

const flags = /** @type {Partial<Record<NodeJS.Platform, string>>} */ ({
  linux: '--linux',
  darwin: '--mac',
  win32: '--win',
});

/** @param {NodeJS.Platform} platform */
export const kindsFor = (platform) => Object.keys(kinds[platform] ?? {});

/**
 * What became of one kind: the files that were made, or why there are none.
 * @typedef {{ readonly kind: string, readonly files: readonly { readonly path: string, readonly bytes: number }[] }} Made
 * @typedef {{ readonly kind: string, readonly reason: string }} NotMade
 */

/**
 * @typedef {object} Making
 * @property {string} root of the project
 * @property {string} runtime folder of Electron's binary
 * @property {NodeJS.ProcessEnv} env
 * @property {NodeJS.Platform} platform
 */

/**
 * Makes one kind of installer, or the unpacked folder (`dir`), in release/.
 * @param {Making} making
 * @param {string} kind
 * @returns {Promise<Made | NotMade>}
 */
export const makeInstaller = async ({ root, runtime, env, platform }, kind) => {
  if (kind === 'rpm' && !isInPath('rpmbuild', env)) return { kind, reason: 'rpmbuild is missing: install "rpm"' };
  const release = join(root, 'release');
  const temporary = join(root, 'dist', '.installers');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const before = new Map(filesIn(release).map((file) => [file.path, file.changed]));
  const metadata = updateMetadataOf(release);
  const targets = kind === 'dir' ? ['dir'] : (kinds[platform]?.[kind] ?? []);
  // Tools are kept here unless the environment says where; elsewhere their download would not show as progress.
  const tools = env['ELECTRON_BUILDER_CACHE'] || join(root, 'node_modules', '.cache', 'electron-builder');
  const args = [flags[platform] ?? '', ...targets, '--publish', 'never', `-c.electronDist=${runtime}`];
  const { code, output, givenUp } = await runWatched([packageCommand('electron-builder'), ...args], {
    cwd: root,
    env: {
      ...env,
      ELECTRON_BUILDER_CACHE: tools,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      FORCE_COLOR: '0',
    },
    folders: [tools, temporary, release],
    limits: { idleSeconds: seconds(env, 'IDLE_SECONDS', 120), totalSeconds: seconds(env, 'SECONDS', 1_800) },
  });
  rmSync(temporary, { recursive: true, force: true });
  if (givenUp !== undefined) return { kind, reason: `${givenUp}${lastWords(output)}` };
  if (code !== 0) return { kind, reason: failure(output, code) };
  keepUpdateMetadata(release, metadata);
  if (kind === 'dir') return { kind, files: filesIn(release, (name) => name.endsWith('-unpacked') || name === 'mac') };
  const files = filesIn(release).filter(({ path, changed }) => before.get(path) !== changed);
  return { kind, files: files.filter(({ path }) => /\.(AppImage|deb|rpm|dmg|zip|exe)$/.test(path)) };
};

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {number} otherwise
 */
const seconds = (env, name, otherwise) => Number(env[`ELEKTRA_WEB_DIST_${name}`]) || otherwise;

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 */
const isInPath = (program, env) =>
  (env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));

/**
 * @param {string} folder
 * @param {(name: string) => boolean} [isWanted]
 */
const filesIn = (folder, isWanted = () => true) =>
  !existsSync(folder)
    ? []
    : readdirSync(folder)
        .filter(isWanted)
        .map((name) => {
          const path = join(folder, name);
          const status = statSync(path);
          return { path, bytes: status.isDirectory() ? sizeOf(path) : status.size, changed: status.mtimeMs };
        });

/**
 * What was made by an earlier run may be there no longer: the metadata begins anew.
 * @param {string} root of the project
 */
export const forgetUpdateMetadata = (root) => {
  for (const path of updateMetadataOf(join(root, 'release')).keys()) rmSync(path);
};

/** @param {string} release */
const updateMetadataOf = (release) =>
  new Map(
    filesIn(release, (name) => /^latest.*\.yml$/.test(name)).map(({ path }) => [path, readFileSync(path, 'utf8')]),
  );

/**
 * Each run writes the metadata of what it has made itself; what it says of other files, made before, is kept.
 * @param {string} release
 * @param {ReadonlyMap<string, string>} before
 */
const keepUpdateMetadata = (release, before) => {
  for (const [path, text] of updateMetadataOf(release)) {
    const former = before.get(path);
    if (former !== undefined && former !== text) writeFileSync(path, mergeUpdateMetadata([text, former]));
  }
};

/**
 * electron-builder marks its errors with ⨯ and puts a stack behind them.
 * @param {string} output
 * @param {number | null} code
 */
const failure = (output, code) => {
  const [, unknown] = /getaddrinfo \w+ (\S+)/.exec(output) ?? [];
  if (unknown !== undefined) return `a tool for it could not be fetched: ${unknown} cannot be reached`;
  const marked = output.split('\n').filter((line) => line.includes('⨯'));
  const words = marked
    .at(-1)
    ?.replace(/^.*?⨯\s*/, '')
    .replace(/\s+(failedTask|stackTrace)=.*$/, '')
    .trim();
  return words || `electron-builder ended with exit code ${code}${lastWords(output)}`;
};

/** @param {string} output */
const lastWords = (output) => {
  const line = output
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^\s*•\s*/, '')
    .trim();
  return line ? ` (its last words: ${line})` : '';
};
