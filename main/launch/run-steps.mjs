import { runCommand } from './run-command.mjs';

/**
 * One command of the checks.
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command arguments for Node
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(exitCode: number) => import('./test-report.mjs').Counts} [counts] of its tests; else it is one item itself
 */

/** @typedef {{ readonly name: string, readonly counts: import('./test-report.mjs').Counts }} StepResult */

/**
 * Runs steps, at most `sideBySide` at a time, and shows the output of each: as it comes when they run one by one,
 * else when the step has ended.
 * @param {readonly Step[]} steps
 * @param {number} sideBySide
 * @returns {Promise<readonly StepResult[]>} in the order of the steps
 */
export const runSteps = async (steps, sideBySide) => {
  /** @type {StepResult[]} */
  const results = [];
  const next = steps.entries();
  const worker = async () => {
    for (const [index, step] of next) results[index] = await runStep(step, sideBySide > 1);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return results;
};

/**
 * @param {Step} step
 * @param {boolean} collected
 * @returns {Promise<StepResult>}
 */
const runStep = async (step, collected) => {
  const start = performance.now();
  if (!collected) show(`\n── ${step.name}\n`);
  const { code, output } = await runCommand(process.execPath, step.command, {
    output: collected ? 'collect' : 'inherit',
    guarded: true,
    ...(step.env ? { env: step.env } : {}),
  });
  const counts = step.counts?.(code) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const verdict = counts.failed === 0 ? 'passed' : `failed (exit code ${code})`;
  show(`${collected ? `\n── ${step.name}\n${output}` : ''}── ${step.name}: ${verdict}, ${seconds} s\n`);
  return { name: step.name, counts };
};

/** @param {string} text */
const show = (text) => process.stdout.write(text);
