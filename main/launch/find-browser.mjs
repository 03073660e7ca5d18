import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { inProject, packageCommand } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';

/**
 * @typedef {object} BrowserSurroundings
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {(path: string) => boolean} isExecutable
 */

/**
 * The Chromium or Chrome of this machine, or undefined. CHROMIUM, when it is set, is the only candidate.
 * @param {BrowserSurroundings} surroundings
 * @returns {string | undefined}
 */
export const installedBrowser = ({ platform, env, isExecutable }) => {
  const wanted = env['CHROMIUM'];
  if (wanted) {
    if (isExecutable(wanted)) return wanted;
    throw new LaunchError(`CHROMIUM names ${wanted}, which is no program that can be run. Correct it or unset it.`);
  }
  return candidates(platform, env).find(isExecutable);
};

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {readonly string[]}
 */
const candidates = (platform, env) => {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    return roots.map((root) => `${root}\\Google\\Chrome\\Application\\chrome.exe`);
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
};

/**
 * The browser for the end-to-end tests: this machine's, else one installed by apt where that is allowed, else
 * Playwright's own.
 * @returns {Promise<string | undefined>} its executable; undefined for Playwright's own
 */
export const provideBrowser = async () => {
  const surroundings = { platform: process.platform, env: process.env, isExecutable };
  const present = installedBrowser(surroundings);
  if (present) return present;
  if (existsSync(playwrightBrowser())) return undefined;
  if (await installByApt()) {
    const installed = installedBrowser(surroundings);
    if (installed) return installed;
  }
  say("No Chromium on this machine: fetching Playwright's own …");
  const { code } = await runCommand(process.execPath, [packageCommand('playwright'), 'install', 'chromium'], {
    output: 'to-stderr',
  });
  if (code === 0 && existsSync(playwrightBrowser())) return undefined;
  throw new LaunchError(
    'The end-to-end tests need Chromium and none could be installed: install Chromium or Google Chrome, ' +
      'or set CHROMIUM to its executable.',
  );
};

const playwrightBrowser = () => createRequire(inProject('package.json'))('playwright').chromium.executablePath();

/** @returns {Promise<boolean>} false where apt is missing, not allowed or fails */
const installByApt = async () => {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return false;
  const prefix = await rootPrefix();
  if (!prefix) return false;
  say('No Chromium on this machine: installing it with apt-get …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const [command = '', ...rest] = [...prefix, 'apt-get', ...args];
    const { code } = await runCommand(command, rest, { output: 'to-stderr', env });
    if (code !== 0) return false;
  }
  return true;
};

/** @returns {Promise<readonly string[] | undefined>} what makes a command run as root; undefined where nobody may */
const rootPrefix = async () => {
  if (process.getuid?.() === 0) return [];
  const { code } = await runCommand('sudo', ['-n', 'true'], { output: 'collect' });
  return code === 0 ? ['sudo', '-n'] : undefined;
};

/** @param {string} path */
const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Missing or not ours to run: either way no candidate.
    return false;
  }
};
