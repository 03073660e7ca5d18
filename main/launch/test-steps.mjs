import { rmSync } from 'node:fs';
import { inProject, packageCommand } from './project.mjs';
import { countsOfPlaywright, countsOfRun, countsOfVitest } from './test-report.mjs';

/** @typedef {import('./run-steps.mjs').Step} Step */

/**
 * Format, lint, types and dead code; the longest first, since two run side by side.
 * @returns {readonly Step[]}
 */
export const staticSteps = () => [
  { name: 'eslint of main', command: [packageCommand('eslint'), '--max-warnings', '0', 'main'] },
  {
    name: 'eslint of all but main',
    command: [packageCommand('eslint'), '--max-warnings', '0', '--ignore-pattern', 'main/', '.'],
  },
  { name: 'types of renderer', command: [packageCommand('vue-tsc'), '-p', 'renderer'] },
  { name: 'types of main', command: [packageCommand('typescript', 'tsc'), '-p', 'main'] },
  { name: 'types of e2e', command: [packageCommand('typescript', 'tsc'), '-p', 'e2e'] },
  { name: 'types of shared', command: [packageCommand('typescript', 'tsc'), '-p', 'shared'] },
  {
    name: 'types of the tests of shared',
    command: [packageCommand('typescript', 'tsc'), '-p', 'shared/tsconfig.test.json'],
  },
  { name: 'prettier', command: [packageCommand('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'knip', command: [packageCommand('knip')] },
];

/**
 * Tests run by Vitest.
 * @param {string} name
 * @param {readonly string[]} projects of vitest.config.ts
 * @param {readonly string[]} [filters] parts of the paths of test files; without any, all are run
 * @returns {Step}
 */
const vitestStep = (name, projects, filters = []) => {
  const report = freshReport(name);
  return {
    name: `${name} tests`,
    command: [
      packageCommand('vitest'),
      'run',
      ...filters,
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    counts: (exitCode) => countsOfRun(report, countsOfVitest, exitCode),
  };
};

/**
 * The end-to-end tests, run by Playwright.
 * @param {string | undefined} browser its executable; undefined for Playwright's own
 * @param {readonly string[]} [filters] parts of the paths of test files; without any, all are run
 * @returns {Step}
 */
export const endToEndStep = (browser, filters = []) => {
  const report = freshReport('e2e');
  return {
    name: 'end-to-end tests',
    command: [packageCommand('@playwright/test', 'playwright'), 'test', ...filters, '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...(browser === undefined ? {} : { CHROMIUM: browser }) },
    counts: (exitCode) => countsOfRun(report, countsOfPlaywright, exitCode),
  };
};

/**
 * The specs of the desktop application, in the real Electron.
 * @param {string} executable
 * @param {readonly string[]} [filters]
 * @returns {Step}
 */
export const electronStep = (executable, filters = ['desktop/']) => {
  const report = freshReport('e2e-electron');
  return {
    name: 'end-to-end tests in Electron',
    command: [packageCommand('@playwright/test', 'playwright'), 'test', ...filters, '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ELECTRON_EXECUTABLE: executable },
    counts: (exitCode) => countsOfRun(report, countsOfPlaywright, exitCode),
  };
};

export const unitStep = () => vitestStep('unit', ['unit', 'renderer']);
/** @param {readonly string[]} [filters] */
export const faultStep = (filters) => vitestStep('fault', ['fault'], filters);

/**
 * Where a report is written; one of an earlier run is not taken for this run's.
 * @param {string} name
 */
const freshReport = (name) => {
  const path = inProject('test-results', `${name}.json`);
  rmSync(path, { force: true });
  return path;
};
