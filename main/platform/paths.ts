import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, posix, win32 } from 'node:path';

const FOLDER = 'elektra-web';

/** Where a path is looked for; this machine unless told. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** What Elektra Web keeps for the user. Linux: `$XDG_DATA_HOME/elektra-web` or `~/.local/share/elektra-web`. */
export function dataDirectory(surroundings: Surroundings = thisMachine()): string {
  return place(surroundings, {
    xdg: 'XDG_DATA_HOME',
    linux: ['.local', 'share'],
    mac: ['Library', 'Application Support'],
    windows: 'LOCALAPPDATA',
    roaming: 'Local',
  });
}

/** What the user may edit and take along. Linux: `$XDG_CONFIG_HOME/elektra-web` or `~/.config/elektra-web`. */
export function configDirectory(surroundings: Surroundings = thisMachine()): string {
  return place(surroundings, {
    xdg: 'XDG_CONFIG_HOME',
    linux: ['.config'],
    mac: ['Library', 'Application Support'],
    windows: 'APPDATA',
    roaming: 'Roaming',
  });
}

/** Log files. Linux: `$XDG_STATE_HOME/elektra-web/logs` or `~/.local/state/elektra-web/logs`. */
export function logDirectory(surroundings: Surroundings = thisMachine()): string {
  const folder = place(surroundings, {
    xdg: 'XDG_STATE_HOME',
    linux: ['.local', 'state'],
    mac: ['Library', 'Logs'],
    windows: 'LOCALAPPDATA',
    roaming: 'Local',
  });
  if (surroundings.platform === 'darwin') return folder;
  return surroundings.platform === 'win32' ? win32.join(folder, 'logs') : posix.join(folder, 'logs');
}

/**
 * Makes the directory, and what is missing above it, open to its owner alone; one that exists keeps its permissions. Not by the `recursive` of Node, which
 * tries for ever where a system denies a folder by ENOENT, as /proc does.
 */
export async function makeDirectory(directory: string): Promise<void> {
  if (await madeOrThere(directory)) return;
  const above = dirname(directory);
  await makeDirectory(above);
  if (await madeOrThere(directory)) return;
  throw nowhere(directory, above);
}

/** The same at once, for what must be there before anything can be waited for. */
export function makeDirectorySync(directory: string): void {
  if (madeOrThereSync(directory)) return;
  const above = dirname(directory);
  makeDirectorySync(above);
  if (!madeOrThereSync(directory)) throw nowhere(directory, above);
}

function nowhere(directory: string, above: string): Error {
  return new Error(`${directory} cannot be made: no folders can be made in ${above}. Choose another one.`);
}

/** @returns false when the one above is missing */
async function madeOrThere(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    // What is there may be denied by another code than EEXIST: the root of a file system, a read-only one.
    if (await isDirectory(directory)) return true;
    throw error;
  }
}

function madeOrThereSync(directory: string): boolean {
  try {
    mkdirSync(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return true;
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Then the error of making it says more.
    return false;
  }
}

interface Place {
  readonly xdg: string;
  readonly linux: readonly string[];
  readonly mac: readonly string[];
  readonly windows: string;
  readonly roaming: string;
}

function place({ platform, environment, home }: Surroundings, { xdg, linux, mac, windows, roaming }: Place): string {
  if (platform === 'win32') {
    return win32.join(absolute(environment[windows], win32) ?? win32.join(home, 'AppData', roaming), FOLDER);
  }
  if (platform === 'darwin') return posix.join(home, ...mac, FOLDER);
  return posix.join(absolute(environment[xdg], posix) ?? posix.join(home, ...linux), FOLDER);
}

/** The XDG specification says that a path that is not absolute is to be ignored. */
function absolute(path: string | undefined, rules: typeof posix): string | undefined {
  return path !== undefined && rules.isAbsolute(path) ? path : undefined;
}

function thisMachine(): Surroundings {
  return { platform: process.platform, environment: process.env, home: homedir() };
}
