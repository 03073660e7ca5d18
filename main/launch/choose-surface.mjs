import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What decides how the product starts. Nothing of it loads the electron package, which would try a download.
 * @typedef {object} Circumstances
 * @property {boolean} desktopShell whether this version of the product has its desktop application
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {string | undefined} wantedVersion of the electron package
 * @property {string | undefined} presentVersion of the electron binary, undefined when it is not there
 * @property {boolean} executable whether the binary's executable is there
 */

/**
 * @param {Circumstances} now
 * @returns {{ surface: 'desktop' } | { surface: 'headless', reason: string }}
 */
export const chooseSurface = (now) => {
  if (!now.desktopShell) return headless('this version has no desktop application yet');
  if (now.wantedVersion === undefined) return headless('the electron package is not installed');
  if (now.presentVersion === undefined || !now.executable) return headless("Electron's binary is not here");
  if (now.presentVersion !== now.wantedVersion) {
    return headless(`Electron's binary is ${now.presentVersion}, not ${now.wantedVersion}`);
  }
  // Elsewhere a program does not learn from its environment whether there is a display.
  if (now.platform === 'linux' && !now.env['DISPLAY'] && !now.env['WAYLAND_DISPLAY']) {
    return headless('there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)');
  }
  return { surface: 'desktop' };
};

/**
 * @param {string} reason
 * @returns {{ surface: 'headless', reason: string }}
 */
const headless = (reason) => ({ surface: 'headless', reason });

/**
 * @param {string} root the copy of the project
 * @returns {Circumstances}
 */
export const circumstancesOf = (root) => {
  const electron = join(root, 'node_modules', 'electron');
  const manifest = readIfThere(join(electron, 'package.json'));
  return {
    desktopShell: existsSync(join(root, 'main', 'desktop.ts')),
    platform: process.platform,
    env: process.env,
    wantedVersion: manifest === undefined ? undefined : JSON.parse(manifest).version,
    presentVersion: readIfThere(join(electron, 'dist', 'version'))
      ?.trim()
      .replace(/^v/, ''),
    executable: existsSync(electronExecutable(root)),
  };
};

/** @param {string} root */
export const electronExecutable = (root) => {
  /** @type {Partial<Record<NodeJS.Platform, readonly string[]>>} */
  const names = { win32: ['electron.exe'], darwin: ['Electron.app', 'Contents', 'MacOS', 'Electron'] };
  return join(root, 'node_modules', 'electron', 'dist', ...(names[process.platform] ?? ['electron']));
};

/** @param {string} path */
const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
