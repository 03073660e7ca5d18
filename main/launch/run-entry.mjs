import { LaunchError } from './launch-error.mjs';
import { say } from './say.mjs';

/**
 * Runs an entry of the launcher. A LaunchError ends the process with its sentence and exit code;
 * anything else is a defect of the launcher and is shown whole.
 * @param {() => Promise<void>} entry
 */
export const runEntry = async (entry) => {
  try {
    requireNode(process.versions.node);
    await entry();
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    if (error.message) say(error.message);
    process.exit(error.exitCode);
  }
};

/**
 * @param {string} version of the running Node
 * @throws {LaunchError} when it is too old; npm only warns about that, and what follows would be obscure
 */
export const requireNode = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new LaunchError(
    `Elektra Web needs Node.js 20.19 or newer, and this is ${version}. Install it from nodejs.org.`,
  );
};
