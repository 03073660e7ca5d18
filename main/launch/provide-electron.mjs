import { chooseSurface, circumstancesOf } from './choose-surface.mjs';
import { forgetNotFetched, rememberNotFetched, wasNotedSince } from './electron-memory.mjs';
import { fetchElectron, fetchLimits, hostOf } from './fetch-electron.mjs';
import { say } from './say.mjs';

/**
 * Fetches Electron's binary, shows how far it is, and remembers when it did not come. The caller holds the launch lock.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export const provideElectron = async (root, env) => {
  const now = circumstancesOf(root, env);
  const choice = chooseSurface(now);
  // The launch that was waited for may have fetched it, or have given up just now.
  if (choice.surface === 'desktop' || !choice.fetchable || now.wantedVersion === undefined) return;
  if (wasNotedSince(root, Date.now() - process.uptime() * 1_000)) return;
  await fetchAndRemember(root, env, now.wantedVersion);
};

/**
 * The same, whatever was tried before and whether or not there is a display. The caller holds the launch lock.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {string} version
 * @returns {Promise<string | undefined>} why it did not come; undefined when it is here
 */
export const fetchAndRemember = async (root, env, version) => {
  const limits = fetchLimits(env);
  say(
    `Fetching Electron ${version} from ${hostOf(env)}, some 120 MB ` +
      `(given up after ${limits.idleSeconds} s without progress) …`,
  );
  const reason = await fetchElectron({ root, env, limits, onProgress: progressLine() });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (reason === undefined) forgetNotFetched(root);
  else rememberNotFetched(root, version, env, reason);
  return reason;
};

/**
 * On a terminal one line that changes; elsewhere a line every 20 MB.
 * @returns {(megabytes: number) => void}
 */
const progressLine = () => {
  let lines = 0;
  return (megabytes) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${megabytes} MB`);
    else if (megabytes >= (lines + 1) * 20) say(`${(lines = Math.floor(megabytes / 20)) * 20} MB`);
  };
};
