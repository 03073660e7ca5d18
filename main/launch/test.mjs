import { chooseSurface, circumstancesOf, electronExecutable } from './choose-surface.mjs';
import { provideBrowser } from './find-browser.mjs';
import { endWithNpm } from './end-with-npm.mjs';
import { LaunchError } from './launch-error.mjs';
import { runEntry } from './run-entry.mjs';
import { prepare } from './prepare.mjs';
import { projectRoot } from './project.mjs';
import { runSteps } from './run-steps.mjs';
import { say } from './say.mjs';
import { sumOf, summaryLine } from './test-report.mjs';
import { electronStep, endToEndStep, faultStep, staticSteps, unitStep } from './test-steps.mjs';

/** @typedef {import('./test-report.mjs').Counts} Counts */

/** @type {Counts} */
const oneFailed = { passed: 0, failed: 1, skipped: 0 };

/**
 * @param {readonly import('./run-steps.mjs').Step[]} steps
 * @param {number} [sideBySide]
 */
const countsOfSteps = async (steps, sideBySide = 1) =>
  sumOf((await runSteps(steps, sideBySide)).map(({ counts }) => counts));

/** @param {readonly string[]} filters */
const fault = (filters) => countsOfSteps([faultStep(filters)]);

/** @param {readonly string[]} filters */
const endToEnd = async (filters) => {
  const browser = await provideBrowser();
  return countsOfSteps([endToEndStep(browser, filters)]);
};

/**
 * The desktop application's specs in the real Electron; over the stand-in they are among the end-to-end tests. Where
 * Electron cannot run this says so, and counts as skipped.
 * @param {readonly string[]} [filters]
 */
const inElectron = async (filters = []) => {
  const choice = chooseSurface(circumstancesOf(projectRoot));
  if (choice.surface === 'desktop') {
    return countsOfSteps([electronStep(electronExecutable(projectRoot), filters.length === 0 ? undefined : filters)]);
  }
  say(`SKIPPED: the desktop specs in the real Electron did not run, because ${choice.reason}.`);
  return { passed: 0, failed: 0, skipped: 1 };
};

const everything = async () => {
  // First, so that a missing browser is known at once; the other tests run without it all the same.
  const browser = await orFailed(async () => ({ executable: await provideBrowser() }));
  return sumOf([
    await countsOfSteps(staticSteps(), 2),
    await countsOfSteps([unitStep()]),
    await fault([]),
    'failed' in browser ? browser : await countsOfSteps([endToEndStep(browser.executable)]),
    await inElectron(),
  ]);
};

/**
 * A sentence of the launcher counts as one failure; a stop ends everything.
 * @template Result
 * @param {() => Promise<Result>} action
 * @returns {Promise<Result | Counts>}
 */
const orFailed = async (action) => {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LaunchError) || error.stopped) throw error;
    say(error.message);
    return oneFailed;
  }
};

/** @type {Readonly<Record<string, (filters: readonly string[]) => Promise<Counts>>>} */
const suites = { all: everything, fault, e2e: endToEnd, 'e2e:electron': inElectron };

endWithNpm();

await runEntry(async () => {
  const [name = 'all', ...filters] = process.argv.slice(2);
  const suite = suites[name];
  if (!suite)
    throw new LaunchError(
      `There are no tests called ${name}: give fault, e2e, e2e:electron, or nothing for all tests.`,
    );
  const counts = await orFailed(async () => {
    await prepare('tests');
    return suite(filters);
  });
  // The last line, alone: it is what is counted.
  process.stdout.write(`\n${summaryLine(counts)}\n`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
});
