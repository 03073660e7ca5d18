import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isHalfFetched, notFetched } from './electron-memory.mjs';

/**
 * What decides how the product starts. Nothing of it loads the electron package, which would try a download.
 * @typedef {object} Circumstances
 * @property {boolean} desktopShell whether this version of the product has its desktop application
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {string | undefined} wantedVersion of the electron package
 * @property {string | undefined} presentVersion of the electron binary, undefined when it is not there
 * @property {boolean} executable whether the binary's executable is there
 * @property {string | undefined} notFetched why fetching this version from this mirror was given up before
 */

/**
 * `fetchable`: the binary is all that is missing, and this machine may fetch it.
 * @typedef {{ readonly surface: 'headless', readonly reason: string, readonly fetchable: boolean }} Headless
 */

/**
 * @param {Circumstances} now
 * @returns {{ readonly surface: 'desktop' } | Headless}
 */
export const chooseSurface = (now) => {
  if (!now.desktopShell) return headless('this version has no desktop application yet');
  if (now.wantedVersion === undefined) return headless('the electron package is not installed');
  // Elsewhere a program does not learn from its environment whether there is a display.
  if (now.platform === 'linux' && !now.env['DISPLAY'] && !now.env['WAYLAND_DISPLAY']) {
    return headless('there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)');
  }
  const present = now.executable && now.presentVersion !== undefined;
  if (present && now.presentVersion === now.wantedVersion) return { surface: 'desktop' };
  if (now.env['ELECTRON_OVERRIDE_DIST_PATH']) {
    return headless(`ELECTRON_OVERRIDE_DIST_PATH names no folder with the binary of Electron ${now.wantedVersion}`);
  }
  const missing = present
    ? `Electron's binary is ${now.presentVersion}, not ${now.wantedVersion}`
    : "Electron's binary is not here";
  if (isSet(now.env['ELECTRON_SKIP_BINARY_DOWNLOAD'])) {
    return headless(`${missing}, and ELECTRON_SKIP_BINARY_DOWNLOAD is set`);
  }
  const tried = now.notFetched === undefined ? '' : `: ${now.notFetched}; "npm start -- --desktop" tries again`;
  return { surface: 'headless', reason: `${missing}${tried}`, fetchable: true };
};

/**
 * @param {string} reason
 * @returns {Headless}
 */
const headless = (reason) => ({ surface: 'headless', reason, fetchable: false });

/** @param {string | undefined} value */
export const isSet = (value) => value !== undefined && !['', '0', 'false'].includes(value);

/**
 * @param {string} root the copy of the project
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Circumstances}
 */
export const circumstancesOf = (root, env = process.env) => {
  const wantedVersion = electronVersion(root);
  const half = isHalfFetched(root) && !env['ELECTRON_OVERRIDE_DIST_PATH'];
  return {
    desktopShell: existsSync(join(root, 'main', 'desktop.ts')),
    platform: process.platform,
    env,
    wantedVersion,
    presentVersion: half
      ? undefined
      : readIfThere(join(electronFolder(root, env), 'version'))
          ?.trim()
          .replace(/^v/, ''),
    executable: existsSync(electronExecutable(root, env)),
    notFetched: wantedVersion === undefined ? undefined : notFetched(root, wantedVersion, env),
  };
};

/**
 * The version of the electron package, undefined when it is not installed.
 * @param {string} root
 * @returns {string | undefined}
 */
export const electronVersion = (root) => {
  const manifest = readIfThere(join(root, 'node_modules', 'electron', 'package.json'));
  return manifest === undefined ? undefined : JSON.parse(manifest).version;
};

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [env]
 */
export const electronExecutable = (root, env = process.env) => {
  /** @type {Partial<Record<NodeJS.Platform, readonly string[]>>} */
  const names = { win32: ['electron.exe'], darwin: ['Electron.app', 'Contents', 'MacOS', 'Electron'] };
  return join(electronFolder(root, env), ...(names[process.platform] ?? ['electron']));
};

/**
 * Where the binary is: as the electron package itself has it.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
const electronFolder = (root, env) =>
  env['ELECTRON_OVERRIDE_DIST_PATH'] || join(root, 'node_modules', 'electron', 'dist');

/** @param {string} path */
const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
