import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countsOfPlaywright, countsOfRun, countsOfVitest, sumOf, summaryLine } from './test-report.mjs';

const vitestReport = {
  numPassedTests: 7,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [] },
  ],
};
const playwrightReport = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'x' }] };

describe('the counts of a test run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'test-report-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const written = (report: unknown): string => {
    const path = join(folder, 'report.json');
    writeFileSync(path, JSON.stringify(report));
    return path;
  };

  it('hold failed tests and files that could not be loaded', () => {
    expect(countsOfVitest(vitestReport)).toEqual({ passed: 7, failed: 2, skipped: 3 });
  });

  it('hold unexpected results, flaky tests and errors outside of tests', () => {
    expect(countsOfPlaywright(playwrightReport)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });

  it('are taken from the report', () => {
    expect(countsOfRun(written(vitestReport), countsOfVitest, 1)).toEqual({ passed: 7, failed: 2, skipped: 3 });
  });

  it('never hide that the command failed without a failed test', () => {
    const allGood = { ...vitestReport, numFailedTests: 0, testResults: [] };
    expect(countsOfRun(written(allGood), countsOfVitest, 0)).toEqual({ passed: 7, failed: 0, skipped: 3 });
    expect(countsOfRun(written(allGood), countsOfVitest, 1)).toEqual({ passed: 7, failed: 1, skipped: 3 });
  });

  it('are one failure when there is no report, even with exit code 0', () => {
    expect(countsOfRun(join(folder, 'missing'), countsOfVitest, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('are summed and written as one line', () => {
    const one = { passed: 1, failed: 0, skipped: 0 };
    expect(summaryLine(sumOf([one, one]))).toBe('2 passed, 0 failed');
    expect(summaryLine(sumOf([one, { passed: 0, failed: 2, skipped: 3 }]))).toBe('1 passed, 2 failed, 3 skipped');
    expect(sumOf([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
