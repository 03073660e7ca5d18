import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts
 */

/**
 * The counts of a Vitest JSON report. A file that cannot be loaded counts as one failure.
 * @param {any} report
 * @returns {Counts}
 */
export const countsOfVitest = (report) => {
  const unloadable = report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

/**
 * The counts of a Playwright JSON report. A test that passed only when repeated is a failure here; an error outside
 * of tests (configuration, a file that cannot be loaded) counts as one.
 * @param {any} report
 * @returns {Counts}
 */
export const countsOfPlaywright = (report) => ({
  passed: report.stats.expected,
  failed: report.stats.unexpected + report.stats.flaky + report.errors.length,
  skipped: report.stats.skipped,
});

/**
 * What a test command has done: its report where it wrote one, and never all good when it ended with a failure.
 * @param {string} file the JSON report
 * @param {(report: any) => Counts} countsOf
 * @param {number} exitCode
 * @returns {Counts}
 */
export const countsOfRun = (file, countsOf, exitCode) => {
  const none = { passed: 0, failed: 0, skipped: 0 };
  const counts = existsSync(file) ? countsOf(JSON.parse(readFileSync(file, 'utf8'))) : none;
  const reported = existsSync(file) && (exitCode === 0 || counts.failed > 0);
  return reported ? counts : { ...counts, failed: counts.failed + 1 };
};

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export const sumOf = (all) =>
  all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** @param {Counts} counts */
export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
