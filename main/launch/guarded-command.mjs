import { endGroup, endWithInput } from './end-with-input.mjs';
import { LaunchError } from './launch-error.mjs';
import { runCommand } from './run-command.mjs';
import { runEntry } from './run-entry.mjs';

endWithInput();

await runEntry(async () => {
  try {
    const { code } = await runCommand(process.execPath, process.argv.slice(2), { output: 'without-input' });
    process.exit(code);
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    // Asked to stop, the command has ended; what it started has perhaps not.
    endGroup();
  }
});
