import { buildOutput, isBuilt } from './build-output.mjs';
import { endWithInput } from './end-with-input.mjs';
import { installPackages, isInstalled } from './install-packages.mjs';
import { provideElectron } from './provide-electron.mjs';
import { runEntry } from './run-entry.mjs';
import { takeLaunchLock } from './launch-lock.mjs';
import { outputsOf } from './prepare.mjs';
import { projectRoot } from './project.mjs';
import { say } from './say.mjs';

// npm and the builds leave nothing that a next run trusts.
endWithInput();

await runEntry(async () => {
  const preparation = /** @type {import('./prepare.mjs').Preparation | 'electron'} */ (process.argv[2]);
  const release = await takeLaunchLock(projectRoot, () =>
    say('Another launch of this copy is installing or building; waiting for it to finish …'),
  );
  if (preparation === 'electron') {
    await provideElectron(projectRoot, process.env);
    process.exit(0);
  }
  // Looked at again under the lock: the one waited for has mostly done the work.
  if (!isInstalled(projectRoot)) await installPackages(projectRoot);
  const outdated = outputsOf(preparation).filter((output) => !isBuilt(projectRoot, output));
  if (outdated.length > 0) {
    say(`Building ${outdated.map((output) => `dist/${output.name}`).join(' and ')} …`);
    await Promise.all(outdated.map((output) => buildOutput(projectRoot, output)));
  }
  release();
  process.exit(0);
});
