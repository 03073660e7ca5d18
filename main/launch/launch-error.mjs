import { constants } from 'node:os';

/** A failure whose message is all its reader needs: no stack is shown. */
export class LaunchError extends Error {
  /**
   * @param {string} message one sentence or two, saying what to do; empty when what there is to say is on the screen
   * @param {{ exitCode?: number, stopped?: boolean }} [end] `stopped`: someone asked for the end
   */
  constructor(message, { exitCode = 1, stopped = false } = {}) {
    super(message);
    this.name = 'LaunchError';
    this.exitCode = exitCode;
    this.stopped = stopped;
  }
}

/**
 * The exit code a shell reports for a process that a signal ended.
 * @param {NodeJS.Signals} signal
 */
export const exitCodeOf = (signal) => 128 + constants.signals[signal];

/**
 * The end that a signal has asked for.
 * @param {NodeJS.Signals} signal
 */
export const stoppedBy = (signal) => new LaunchError('', { exitCode: exitCodeOf(signal), stopped: true });
