import { electronExecutable } from './choose-surface.mjs';
import { inProject, projectRoot } from './project.mjs';
import { runCommand } from './run-command.mjs';

/** What the desktop application prints, as a line of its own, when its window can be used. */
const readyLine = /^desktop ready\r?$/m;

/** What the application itself prints when it refuses to start. */
const refusalLine = /^elektra-web: /m;

/** After that many seconds an end is the end of an application that somebody has used, whatever it printed. */
const startSeconds = 30;

/**
 * Runs the desktop application to its end.
 * @param {readonly string[]} args
 * @returns {Promise<{ readonly code: number } | { readonly neverStarted: string }>} why, when it failed before its window was ready
 */
export const runDesktop = async (args) => {
  const start = performance.now();
  let ready = false;
  const said = { stdout: '', stderr: '' };
  const program = [inProject('dist', 'main', 'desktop.js'), ...args];
  const { code, output } = await runCommand(electronExecutable(projectRoot), program, {
    env: {
      // Set by programs that are built on Electron themselves, for what they start: with it there is no window.
      ELECTRON_RUN_AS_NODE: undefined,
      ...(process.stderr.isTTY ? { ELEKTRA_WEB_LOG_FORMAT: process.env['ELEKTRA_WEB_LOG_FORMAT'] ?? 'pretty' } : {}),
    },
    onOutput: (stream, text) => {
      process[stream].write(text);
      if (ready) return;
      said[stream] = `${said[stream]}${text}`.slice(-10_000);
      ready = readyLine.test(said.stdout);
    },
  });
  // It has said itself what is in the way, for example who holds its data; without a window that would be the same.
  if (refusalLine.test(said.stderr)) return { code };
  if (code === 0 || ready || performance.now() - start > startSeconds * 1_000) return { code };
  return { neverStarted: `the desktop application ended with exit code ${code}${lastWords(said, output)}` };
};

/**
 * @param {{ readonly stdout: string, readonly stderr: string }} said
 * @param {string} output what kept it from being started at all
 */
const lastWords = ({ stdout, stderr }, output) => {
  const line = `${stdout}\n${stderr}\n${output}`
    .split('\n')
    .map((text) => text.trim())
    .findLast((text) => text !== '');
  return line === undefined ? ' and said nothing' : `, saying "${line}"`;
};
