import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

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

/** Makes the directory, and what is missing above it, open to its owner alone; one that exists keeps its permissions. */
export async function makeDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
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
