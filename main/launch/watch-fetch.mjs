import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * When a fetch is given up.
 * @typedef {object} FetchLimits
 * @property {number} idleSeconds without progress
 * @property {number} totalSeconds in all
 * @property {number} [leastBytes] what has to come within `idleSeconds` to count as progress; 256 KiB
 */

/**
 * @typedef {object} Clock
 * @property {() => number} now in milliseconds
 * @property {(milliseconds: number, act: () => void) => () => void} every returns how to stop
 */

/** @type {Clock} */
const systemClock = {
  now: () => performance.now(),
  every: (milliseconds, act) => {
    const timer = setInterval(act, milliseconds);
    return () => clearInterval(timer);
  },
};

/**
 * Looks how much has been written, until it is stopped.
 * @param {readonly [string, string]} folders first the download, then what is unpacked
 * @param {FetchLimits} limits
 * @param {(megabytes: number) => void} onProgress
 * @param {() => void} giveUp may be called more than once
 * @param {Clock} [clock]
 * @returns {{ stop: () => ((host: string) => string) | undefined }} ends watching, and words the reason if it gave up
 */
export const watchFetch = (folders, limits, onProgress, giveUp, clock = systemClock) => {
  const { idleSeconds, totalSeconds, leastBytes = 262_144 } = limits;
  const start = clock.now();
  const highest = [0, 0];
  const mark = { bytes: 0, at: start };
  let shown = 0;
  /** @type {((host: string) => string) | undefined} */
  let reason;
  const look = () => {
    // The download leaves its folder when it is complete: what counts is how much there has been.
    folders.forEach((folder, index) => (highest[index] = Math.max(highest[index] ?? 0, sizeOf(folder))));
    const [downloaded = 0, unpacked = 0] = highest;
    const now = clock.now();
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
  const stop = clock.every(Math.min(500, idleSeconds * 250), look);
  return {
    stop: () => {
      stop();
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
