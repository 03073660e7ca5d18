import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = '/usr/bin/desktop-file-validate';

/** Makes Debian's desktop-file-validate available where that is allowed. @returns whether it is there */
export const provideDesktopFileValidate = async (): Promise<boolean> => {
  if (existsSync(program)) return true;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stderr.write(
      'The desktop entry is not validated: desktop-file-validate is missing (desktop-file-utils).\n',
    );
    return false;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'desktop-file-utils']]) {
    try {
      await run('/usr/bin/apt-get', args, { env });
    } catch (error) {
      process.stderr.write(`desktop-file-validate could not be installed: ${String(error)}\n`);
      return false;
    }
  }
  return existsSync(program);
};

/** What it says about a desktop entry; empty when there is nothing to say. */
export const validateDesktopFile = async (path: string): Promise<string> => {
  try {
    const { stdout, stderr } = await run(program, [path]);
    return stdout + stderr;
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
};
