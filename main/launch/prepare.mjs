import { spawn } from 'node:child_process';
import { benchOutput, isBuilt, productOutputs, standInOutput, testingOutput } from './build-output.mjs';
import { isInstalled } from './install-packages.mjs';
import { LaunchError, stoppedBy } from './launch-error.mjs';
import { inProject, projectRoot } from './project.mjs';
import { stopSignals } from './run-command.mjs';

/**
 * What can be prepared: the installed packages, and on top of them the product, and on top of that its tests or the bench.
 * @typedef {'packages' | 'product' | 'tests' | 'bench'} Preparation
 */

/**
 * What a preparation builds.
 * @param {Preparation} preparation
 */
export const outputsOf = (preparation) => {
  if (preparation === 'packages') return [];
  const onTop = {
    product: [],
    tests: [testingOutput, standInOutput],
    bench: [benchOutput, testingOutput, standInOutput],
  };
  return [...productOutputs, ...onTop[preparation]];
};

/** @param {Preparation} preparation */
export const isPrepared = (preparation) =>
  isInstalled(projectRoot) && outputsOf(preparation).every((output) => isBuilt(projectRoot, output));

/**
 * Installs and builds what is missing or out of date. The work is done by a process of its own, which holds the launch
 * lock and leads a process group: it ends, with npm and everything npm has started, when this process is asked to stop
 * and also when this process is killed.
 * @param {Preparation} preparation
 * @returns {Promise<boolean>} false when there was nothing to do
 */
export const prepare = async (preparation) => {
  if (isPrepared(preparation)) return false;
  await runWorker(preparation);
  return true;
};

/** Fetches Electron's binary; whether it came or why not is in what `circumstancesOf` says afterwards. */
export const prepareElectron = () => runWorker('electron');

/**
 * @param {Preparation | 'electron'} preparation
 * @returns {Promise<void>}
 */
const runWorker = (preparation) =>
  new Promise((resolve, reject) => {
    const worker = spawn(process.execPath, [inProject('main', 'launch', 'prepare-worker.mjs'), preparation], {
      cwd: projectRoot,
      // The worker's standard input closes when this process ends, however it ends.
      stdio: ['pipe', 2, 2],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    /** @type {NodeJS.Signals | undefined} */
    let stopSignal;
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      stopSignal = signal;
      worker.stdin?.end();
    };
    stopSignals.forEach((signal) => process.on(signal, stop));
    worker.once('error', reject);
    worker.once('exit', (code, signal) => {
      stopSignals.forEach((name) => process.removeListener(name, stop));
      // A worker that was killed alone leaves its group behind.
      if (signal && worker.pid !== undefined) endGroup(worker.pid);
      if (stopSignal) reject(stoppedBy(stopSignal));
      else if (code === 0) resolve();
      else reject(new LaunchError(signal ? `The preparation was ended by ${signal}.` : '', { exitCode: code ?? 1 }));
    });
  });

/** @param {number} leader process id of the group's leader */
const endGroup = (leader) => {
  if (process.platform === 'win32') return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody of the group is left.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
};
