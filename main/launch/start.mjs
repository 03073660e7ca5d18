import { chooseSurface, circumstancesOf } from './choose-surface.mjs';
import { runEntry } from './run-entry.mjs';
import { prepare, prepareElectron } from './prepare.mjs';
import { projectRoot } from './project.mjs';
import { runDesktop } from './run-desktop.mjs';
import { runCommandLine } from './run-product.mjs';
import { say } from './say.mjs';

await runEntry(async () => {
  const given = process.argv.slice(2);
  const args = given.filter((arg) => arg !== '--desktop');
  await prepare('product');
  const now = circumstancesOf(projectRoot);
  const first = chooseSurface(now);
  if (
    first.surface === 'headless' &&
    first.fetchable &&
    (now.notFetched === undefined || given.includes('--desktop'))
  ) {
    await prepareElectron();
  }
  const choice = chooseSurface(circumstancesOf(projectRoot));
  if (choice.surface === 'headless') return startHeadless(choice.reason, args);
  const end = await runDesktop(args);
  if ('neverStarted' in end) return startHeadless(end.neverStarted, args);
  process.exit(end.code);
});

/**
 * @param {string} reason
 * @param {readonly string[]} args
 */
async function startHeadless(reason, args) {
  say(`Starting headless, for a browser: ${reason}.`);
  // Whoever starts it this way wants to open it, also where the output is no terminal.
  return runCommandLine(['up', '--link', 'always', ...args]);
}
