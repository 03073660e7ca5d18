import { chooseSurface, circumstancesOf } from './choose-surface.mjs';
import { runEntry } from './run-entry.mjs';
import { prepare } from './prepare.mjs';
import { projectRoot } from './project.mjs';
import { runCommandLine, runDesktop } from './run-product.mjs';
import { say } from './say.mjs';

await runEntry(async () => {
  const args = process.argv.slice(2);
  await prepare('product');
  const choice = chooseSurface(circumstancesOf(projectRoot));
  if (choice.surface === 'desktop') return runDesktop(args);
  say(`Starting headless, for a browser: ${choice.reason}.`);
  // Whoever starts it this way wants to open it, also where the output is no terminal.
  return runCommandLine(['up', '--link', 'always', ...args]);
});
