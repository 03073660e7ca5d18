import { existsSync } from 'node:fs';
import { provideBrowser } from './find-browser.mjs';
import { LaunchError } from './launch-error.mjs';
import { runEntry } from './run-entry.mjs';
import { prepare } from './prepare.mjs';
import { inProject } from './project.mjs';
import { runCommand } from './run-command.mjs';

await runEntry(async () => {
  if (!existsSync(inProject('e2e', 'bench', 'run.ts')))
    throw new LaunchError('There is no bench: e2e/bench/run.ts is missing.');
  await prepare('bench');
  const browser = await provideBrowser();
  const { code } = await runCommand(
    process.execPath,
    [inProject('dist', 'bench', 'run.js'), ...process.argv.slice(2)],
    browser === undefined ? {} : { env: { CHROMIUM: browser } },
  );
  process.exit(code);
});
