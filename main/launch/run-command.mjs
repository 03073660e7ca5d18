import { spawn } from 'node:child_process';
import { exitCodeOf, stoppedBy } from './launch-error.mjs';
import { inProject } from './project.mjs';

const guard = inProject('main', 'launch', 'guarded-command.mjs');

/**
 * @typedef {object} CommandOptions
 * @property {'collect' | 'to-stderr' | 'inherit' | 'without-input'} [output] where both outputs of the command go; `inherit` by default
 * @property {boolean} [guarded] whether all that it has started ends when this process ends, however that ends: for Node only
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] on top of this process's environment; undefined takes a variable out
 * @property {(stream: 'stdout' | 'stderr', text: string) => void} [onOutput] gets both outputs as they come; nothing is collected
 * @property {boolean} [shell] only for commands that Windows cannot start otherwise
 */

/** @type {readonly NodeJS.Signals[]} */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command to its end. A signal that asks this process to stop is passed on to the command; when that has ended,
 * the promise is rejected with a LaunchError, so that nothing further is started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} code 128 + n when signal n ended it, 127 when it cannot be started
 */
export const runCommand = (
  command,
  args,
  { output = 'inherit', cwd, env, shell = false, guarded = false, onOutput } = {},
) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, guarded ? [guard, ...args] : args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      shell,
      stdio: onOutput ? ['inherit', 'pipe', 'pipe'] : stdioFor(output, guarded),
      detached: guarded && process.platform !== 'win32',
      windowsHide: true,
    });
    /** @type {NodeJS.Signals | undefined} */
    let stopSignal;
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      stopSignal = signal;
      child.kill(signal);
    };
    const release = () => stopSignals.forEach((signal) => process.removeListener(signal, passOn));
    stopSignals.forEach((signal) => process.on(signal, passOn));

    /** @type {Buffer[]} */
    const chunks = [];
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      if (onOutput) child[stream]?.setEncoding('utf8').on('data', (text) => onOutput(stream, text));
      else child[stream]?.on('data', (chunk) => chunks.push(chunk));
    }
    child.once('error', (error) => {
      release();
      resolve({ code: 127, output: `${command} cannot be started: ${error.message}\n` });
    });
    child.once('close', (code, signal) => {
      release();
      if (stopSignal) reject(stoppedBy(stopSignal));
      else resolve({ code: signal ? exitCodeOf(signal) : (code ?? 1), output: Buffer.concat(chunks).toString('utf8') });
    });
  });

/**
 * @param {NonNullable<CommandOptions['output']>} output
 * @param {boolean} guarded
 * @returns {import('node:child_process').StdioOptions}
 */
const stdioFor = (output, guarded) => {
  const input = guarded ? 'pipe' : 'ignore';
  if (output === 'collect') return [input, 'pipe', 'pipe'];
  if (output === 'to-stderr') return [input, 2, 2];
  return [guarded || output === 'without-input' ? input : 'inherit', 'inherit', 'inherit'];
};
