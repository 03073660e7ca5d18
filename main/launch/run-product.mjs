import { pathToFileURL } from 'node:url';
import { electronExecutable } from './choose-surface.mjs';
import { inProject, projectRoot } from './project.mjs';
import { runCommand } from './run-command.mjs';

/**
 * Runs the built command line in this process, so that signals, exit code and standard output are its own.
 * @param {readonly string[]} args
 */
export const runCommandLine = async (args) => {
  const program = inProject('dist', 'main', 'cli.js');
  process.argv = [process.execPath, program, ...args];
  await import(pathToFileURL(program).href);
};

/**
 * Runs the desktop application and ends as it ends.
 * @param {readonly string[]} args
 */
export const runDesktop = async (args) => {
  const { code, output } = await runCommand(electronExecutable(projectRoot), [
    inProject('dist', 'main', 'desktop.js'),
    ...args,
  ]);
  process.stderr.write(output);
  process.exit(code);
};
