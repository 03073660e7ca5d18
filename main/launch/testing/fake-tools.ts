import type { FixtureProject } from './fixture-project.ts';

/** Stays, with a child that waits at the gate, when WAITING gives its name and the gate's path. Fails when FAILING names it; writes the report of its kind where it is told to. */
const tool = (name: string): string => `
import { mkdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
const failed = (process.env.FAILING ?? '').split(',').includes('${name}');
console.log('${name}', ...process.argv.slice(2));
const [waiting, gate] = (process.env.WAITING ?? '').split(' ');
if (waiting === '${name}') {
  // As a test's servers do, its child outlives it if nobody ends it.
  const wait = 'require("node:net").connect(process.argv[1]).resume()';
  spawn(process.execPath, ['-e', wait, gate], { stdio: 'ignore' });
  setInterval(() => undefined, 60_000);
  await new Promise(() => undefined);
}
const write = (path, report) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(report));
};
const vitest = process.argv.find((arg) => arg.startsWith('--outputFile.json='))?.slice('--outputFile.json='.length);
if (vitest) write(vitest, { numPassedTests: 10, numFailedTests: failed ? 1 : 0, numPendingTests: 0, numTodoTests: 0, testResults: [] });
const playwright = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;
if (playwright && process.env.CHROMIUM) write(playwright, { stats: { expected: 100, unexpected: failed ? 1 : 0, flaky: 0, skipped: 0 }, errors: [] });
process.exit(failed ? 1 : 0);
`;

const tools = [
  ['eslint', 'eslint'],
  ['vue-tsc', 'vue-tsc'],
  ['typescript', 'tsc'],
  ['prettier', 'prettier'],
  ['knip', 'knip'],
  ['vitest', 'vitest'],
  ['@playwright/test', 'playwright'],
] as const;

/** Puts tools into the project that only note how they were called. Call it after the first installation. */
export const installFakeTools = (project: FixtureProject): void => {
  for (const [name, command] of tools) {
    const bin = JSON.stringify({ [command]: './tool.mjs' });
    project.write(`node_modules/${name}/package.json`, `{ "name": "${name}", "type": "module", "bin": ${bin} }`);
    project.write(`node_modules/${name}/tool.mjs`, tool(command));
  }
};
