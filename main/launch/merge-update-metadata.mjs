import { readFileSync, writeFileSync } from 'node:fs';
import { LaunchError } from './launch-error.mjs';
import { runEntry } from './run-entry.mjs';
import { mergeUpdateMetadata } from './update-metadata.mjs';

// Used when a release is put together of what several machines have built: docs/releasing.md.
await runEntry(async () => {
  const [output, ...inputs] = process.argv.slice(2);
  if (output === undefined || inputs.length === 0) {
    throw new LaunchError(
      'Say where to write, and what to merge: node main/launch/merge-update-metadata.mjs OUTPUT FILE…',
    );
  }
  writeFileSync(output, mergeUpdateMetadata(inputs.map((file) => readFileSync(file, 'utf8'))));
});
