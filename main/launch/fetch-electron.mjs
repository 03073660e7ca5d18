import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFolder, mirrorOf, proxyOf } from './electron-memory.mjs';
import { exitCodeOf } from './launch-error.mjs';

/**
 * When a fetch is given up.
 * @typedef {object} FetchLimits
 * @property {number} idleSeconds without progress
 * @property {number} totalSeconds in all
 * @property {number} [leastBytes] what has to come within `idleSeconds` to count as progress; 256 KiB
 */

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
    const watch = watchProgress(written, limits, onProgress, () => child.kill('SIGKILL'));
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

/**
 * @param {readonly [string, string]} folders
 * @param {FetchLimits} limits
 * @param {(megabytes: number) => void} onProgress
 * @param {() => void} giveUp
 * @returns {{ stop: () => ((host: string) => string) | undefined }} ends watching, and words the reason if it gave up
 */
const watchProgress = (folders, { idleSeconds, totalSeconds, leastBytes = 262_144 }, onProgress, giveUp) => {
  const start = performance.now();
  const highest = [0, 0];
  const mark = { bytes: 0, at: start };
  let shown = 0;
  /** @type {((host: string) => string) | undefined} */
  let reason;
  const look = () => {
    // The download leaves its folder when it is complete: what counts is how much there has been.
    folders.forEach((folder, index) => (highest[index] = Math.max(highest[index] ?? 0, sizeOf(folder))));
    const [downloaded = 0, unpacked = 0] = highest;
    const now = performance.now();
    const megabytes = Math.floor(downloaded / 1_000_000);
    if (megabytes > shown) onProgress((shown = megabytes));
    if (downloaded + unpacked >= mark.bytes + leastBytes)
      Object.assign(mark, { bytes: downloaded + unpacked, at: now });
    const came = `${(downloaded / 1_000_000).toFixed(1)} MB have come`;
    if (now - mark.at >= idleSeconds * 1_000) {
      reason =
        downloaded === 0
          ? (host) => `${host} did not answer within ${idleSeconds} s`
          : (host) => `the download from ${host} stood still for ${idleSeconds} s (${came})`;
    } else if (now - start >= totalSeconds * 1_000) {
      reason = (host) => `the download from ${host} was not done after ${totalSeconds} s (${came})`;
    }
    if (reason) giveUp();
  };
  const timer = setInterval(look, Math.min(500, idleSeconds * 250));
  return {
    stop: () => {
      clearInterval(timer);
      return reason;
    },
  };
};

/**
 * The bytes of all files of a folder; what disappears meanwhile counts nothing.
 * @param {string} folder
 */
export const sizeOf = (folder) => {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    .reduce((sum, file) => sum + (file?.isFile() ? file.size : 0), 0);
};

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
