import { runEntry } from './run-entry.mjs';
import { prepare } from './prepare.mjs';
import { runSteps } from './run-steps.mjs';
import { sumOf } from './test-report.mjs';
import { staticSteps, unitStep } from './test-steps.mjs';

await runEntry(async () => {
  await prepare('packages');
  const results = [...(await runSteps(staticSteps(), 2)), ...(await runSteps([unitStep()], 1))];
  const failed = results.filter(({ counts }) => counts.failed > 0).map(({ name }) => name);
  process.stdout.write(failed.length === 0 ? '\nEverything passed.\n' : `\nFailed: ${failed.join(', ')}.\n`);
  process.exitCode = sumOf(results.map(({ counts }) => counts)).failed === 0 ? 0 : 1;
});
