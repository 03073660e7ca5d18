import { pathToFileURL } from 'node:url';
import { inProject } from './project.mjs';

/**
 * Runs the built command line in this process, so that signals, exit code and standard output are its own.
 * @param {readonly string[]} args
 */
export const runCommandLine = async (args) => {
  const program = inProject('dist', 'main', 'cli.js');
  process.argv = [process.execPath, program, ...args];
  await import(pathToFileURL(program).href);
};
