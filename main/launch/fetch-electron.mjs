import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFolder, mirrorOf, proxyOf } from './electron-memory.mjs';
import { exitCodeOf } from './launch-error.mjs';
import { watchFetch } from './watch-fetch.mjs';

/** @import { FetchLimits } from './watch-fetch.mjs' */

/**
 * @typedef {object} Fetch
 * @property {string} root the copy of the project
 * @property {NodeJS.ProcessEnv} env
 * @property {FetchLimits} limits
 * @property {(megabytes: number) => void} onProgress called when another megabyte has come
 */

/**
 * Fetches Electron's binary by the electron package's own install script, in a process of its own that is ended when
 * it takes too long: the script itself has no limit. How far it is shows in the size of what it writes.
 * The caller holds the launch lock.
 * @param {Fetch} fetch
 * @returns {Promise<string | undefined>} why it was given up; undefined when the binary is here
 */
export const fetchElectron = async (fetch) => {
  const electron = join(fetch.root, 'node_modules', 'electron');
  const place = fetchFolder(fetch.root);
  const leftovers = [join(electron, 'dist'), join(electron, 'path.txt')];
  for (const path of [place, ...leftovers]) rmSync(path, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const reason = await runInstall(fetch, electron, [place, join(electron, 'dist')]);
  if (reason !== undefined) for (const path of leftovers) rmSync(path, { recursive: true, force: true });
  rmSync(place, { recursive: true, force: true });
  return reason;
};

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {FetchLimits}
 */
export const fetchLimits = (env) => ({
  idleSeconds: seconds(env['ELEKTRA_WEB_FETCH_IDLE_SECONDS'], 30),
  totalSeconds: seconds(env['ELEKTRA_WEB_FETCH_SECONDS'], 600),
});

/**
 * @param {string | undefined} text
 * @param {number} otherwise
 */
const seconds = (text, otherwise) => (text !== undefined && Number(text) > 0 ? Number(text) : otherwise);

/**
 * @param {Fetch} fetch
 * @param {string} electron folder of the package
 * @param {readonly [string, string]} written folders: first the download, then what is unpacked
 * @returns {Promise<string | undefined>}
 */
const runInstall = ({ root, env, limits, onProgress }, electron, written) =>
  new Promise((resolve) => {
    const [temporary] = written;
    const child = spawn(process.execPath, [join(electron, 'install.js')], {
      cwd: root,
      env: {
        ...env,
        ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
        ELECTRON_GET_NO_PROGRESS: '1',
        ...(proxyOf(env) === undefined ? {} : { ELECTRON_GET_USE_PROXY: '1' }),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    const watch = watchFetch(written, limits, onProgress, () => child.kill('SIGKILL'));
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said = `${said}${text}`.slice(0, 10_000)));
    child.once('error', (error) => {
      watch.stop();
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      const tooSlow = watch.stop();
      if (code === 0) resolve(undefined);
      else if (tooSlow !== undefined) resolve(tooSlow(hostOf(env)));
      else resolve(failure(said, hostOf(env), signal ? exitCodeOf(signal) : code));
    });
  });

/** @param {NodeJS.ProcessEnv} env */
export const hostOf = (env) => {
  const mirror = mirrorOf(env);
  return URL.canParse(mirror) ? new URL(mirror).host : mirror;
};

/**
 * The first line of what the install script says holds the reason, the rest is its stack.
 * @param {string} said
 * @param {string} host
 * @param {number | null} code
 */
const failure = (said, host, code) => {
  const line = said.split('\n').find((text) => /error/i.test(text) && !/warning/i.test(text)) ?? said.trim();
  const words = line.replace(/^.*?Error: /, '').trim();
  if (words === 'fetch failed') return `${host} cannot be reached`;
  return words === '' ? `its install script ended with exit code ${code}` : words;
};
