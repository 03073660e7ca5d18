import { runEntry } from './run-entry.mjs';
import { prepare } from './prepare.mjs';
import { say } from './say.mjs';

await runEntry(async () => {
  const worked = await prepare('product');
  say(worked ? 'Built: dist/main and dist/renderer.' : 'Nothing to build: dist/main and dist/renderer are up to date.');
});
