import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} root */
const noteOf = (root) => join(root, 'dist', '.electron-not-fetched.json');

/**
 * Where the binary is fetched to. It exists exactly while that is under way: what an interrupted fetch has left in the
 * electron package is not taken for a binary.
 * @param {string} root
 */
export const fetchFolder = (root) => join(root, 'dist', '.electron-fetch');

/** @param {string} root */
export const isHalfFetched = (root) => existsSync(fetchFolder(root));

/**
 * Why fetching was given up, if it was this version from this place.
 * @param {string} root
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export const notFetched = (root, version, env) => {
  if (!existsSync(noteOf(root))) return undefined;
  const note = parse(readFileSync(noteOf(root), 'utf8'));
  return note?.version === version && note.from === fetchedFrom(env) ? note.reason : undefined;
};

/**
 * So that the next start does not wait again for what did not come.
 * @param {string} root
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @param {string} reason
 */
export const rememberNotFetched = (root, version, env, reason) => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(noteOf(root), `${JSON.stringify({ version, from: fetchedFrom(env), reason })}\n`);
};

/**
 * @param {string} root
 * @param {number} time in milliseconds since 1970
 */
export const wasNotedSince = (root, time) => (statSync(noteOf(root), { throwIfNoEntry: false })?.mtimeMs ?? 0) > time;

/** @param {string} root */
export const forgetNotFetched = (root) => rmSync(noteOf(root), { force: true });

/**
 * A note that was cut off while it was written counts as none: the fetch is tried again.
 * @param {string} text
 * @returns {{ version: string, from: string, reason: string } | undefined}
 */
const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The mirror and the proxy that the environment names: with another one it is worth another try.
 * @param {NodeJS.ProcessEnv} env
 */
const fetchedFrom = (env) => [mirrorOf(env), proxyOf(env) ?? 'directly'].join(' ');

/**
 * The mirror, in the order in which the electron package looks for it.
 * @see https://www.electronjs.org/docs/latest/tutorial/installation#mirror
 * @param {NodeJS.ProcessEnv} env
 */
export const mirrorOf = (env) =>
  env['npm_config_electron_mirror'] ||
  env['NPM_CONFIG_ELECTRON_MIRROR'] ||
  env['npm_package_config_electron_mirror'] ||
  env['ELECTRON_MIRROR'] ||
  'https://github.com/electron/electron/releases/download/';

/** @param {NodeJS.ProcessEnv} env */
export const proxyOf = (env) => env['https_proxy'] || env['HTTPS_PROXY'] || env['http_proxy'] || env['HTTP_PROXY'];
