import { spawn, spawnSync } from 'node:child_process';
import { sizeOf } from './watch-fetch.mjs';
import { stoppedBy } from './launch-error.mjs';
import { stopSignals } from './run-command.mjs';

/**
 * @typedef {object} Watched
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {readonly string[]} folders where progress shows: they grow while it works or downloads
 * @property {{ readonly idleSeconds: number, readonly totalSeconds: number }} limits
 */

/**
 * Runs a Node program that may wait for a server that never answers, or start one that does: it is ended, with
 * everything it has started, when for too long it has neither said nor written anything, or takes too long in all.
 * @param {readonly string[]} args for Node
 * @param {Watched} watched
 * @returns {Promise<{ code: number | null, output: string, givenUp?: string }>}
 */
export const runWatched = (args, { env, cwd, folders, limits }) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    /** @type {string | undefined} */
    let givenUp;
    /** @type {NodeJS.Signals | undefined} */
    let stopSignal;
    let output = '';
    const start = performance.now();
    const mark = { size: 0, said: 0, at: start };
    const timer = setInterval(
      () => {
        const now = performance.now();
        const size = folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
        if (size !== mark.size || output.length !== mark.said)
          Object.assign(mark, { size, said: output.length, at: now });
        if (now - mark.at >= limits.idleSeconds * 1_000)
          givenUp = `nothing came and nothing was written for ${limits.idleSeconds} s`;
        else if (now - start >= limits.totalSeconds * 1_000) givenUp = `it was not done after ${limits.totalSeconds} s`;
        if (givenUp !== undefined) endTree(child.pid);
      },
      Math.min(1_000, limits.idleSeconds * 250),
    );
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      stopSignal = signal;
      endTree(child.pid);
    };
    stopSignals.forEach((signal) => process.on(signal, stop));
    const release = () => {
      clearInterval(timer);
      stopSignals.forEach((signal) => process.removeListener(signal, stop));
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code) => {
      release();
      if (stopSignal) reject(stoppedBy(stopSignal));
      else resolve({ code, output, ...(givenUp === undefined ? {} : { givenUp }) });
    });
  });

/** @param {number | undefined} leader of the process group */
const endTree = (leader) => {
  if (leader === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(leader), '/T', '/F']);
    return;
  }
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // ESRCH: it has ended meanwhile.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
};
