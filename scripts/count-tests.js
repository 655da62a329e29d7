// @ts-check
/**
 * @file Prints "N passed, N failed" from a report of vitest's JSON reporter.
 *
 *   node scripts/count-tests.js REPORT EXIT-STATUS
 *
 * A test file that does not even load holds no failed test, and a run that crashes leaves no report. Both must count as
 * failures, so a run that exited with an error has at least one.
 */
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults
 */

const [path = '', status = '1'] = process.argv.slice(2);
const { passed, failed } = countTests(readReport(path));
const failures = status === '0' ? failed : Math.max(1, failed);
process.stdout.write(`${passed} passed, ${failures} failed\n`);

/**
 * @param {string} file
 * @returns {Report | undefined}
 */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {Report | undefined} report */
function countTests(report) {
  if (report === undefined) return { passed: 0, failed: 1 };
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length };
}
