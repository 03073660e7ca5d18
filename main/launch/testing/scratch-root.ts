import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that dpkg takes for the root of a system. */
export interface ScratchRoot {
  readonly folder: string;
  readonly path: (path: string) => string;
  /** Runs dpkg on it. @returns what it said. @throws with that when it fails */
  readonly dpkg: (...args: readonly string[]) => string;
  /** Runs a maintainer script as dpkg would. @returns its exit code */
  readonly script: (name: string, ...args: readonly string[]) => number | null;
  readonly remove: () => void;
}

export interface InstalledProgram {
  readonly process: ChildProcess;
  readonly url: string;
  /** Resolves to the exit code, or the signal that ended it. */
  readonly stop: () => Promise<number | NodeJS.Signals | null>;
}

const PACKAGE = 'elektra-web-server';

export const isDpkgHere = (): boolean => spawnSync('dpkg-deb', ['--version']).status === 0;

export const createScratchRoot = (): ScratchRoot => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'elektra-web-root-')));
  mkdirSync(join(folder, 'var/lib/dpkg/info'), { recursive: true });
  mkdirSync(join(folder, 'var/lib/dpkg/updates'));
  writeFileSync(join(folder, 'var/lib/dpkg/status'), '');
  // The packages it depends on are those of this machine.
  const forced = [
    '--force-not-root',
    '--force-script-chrootless',
    '--force-depends',
    '--force-bad-path',
    '--force-unsafe-io',
  ];
  return {
    folder,
    path: (path) => join(folder, path),
    dpkg: (...args) =>
      execFileSync('dpkg', [`--root=${folder}`, ...forced, ...args], { encoding: 'utf8', stdio: 'pipe' }),
    script: (name, ...args) => {
      const script = join(folder, `var/lib/dpkg/info/${PACKAGE}.${name}`);
      return spawnSync(script, args, { env: { ...process.env, DPKG_ROOT: folder } }).status;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The environment that the installed unit gives its service, with the paths of the scratch root. */
export const serviceEnvironment = (root: ScratchRoot): Record<string, string> => {
  const unit = readFileSync(root.path('usr/lib/systemd/system/elektra-web.service'), 'utf8');
  const variables: Record<string, string> = {};
  for (const [, name = '', value = ''] of unit.matchAll(/^Environment=([^=\n]+)=(.*)$/gm)) {
    variables[name] = value.startsWith('/') ? root.path(value) : value;
  }
  return { ...variables, PATH: '/usr/bin:/bin', HOME: root.path('var/lib/elektra-web') };
};

/** Starts the installed command and waits for its ready line. */
export const startInstalled = async (root: ScratchRoot, args: readonly string[]): Promise<InstalledProgram> => {
  const child = spawn(root.path('usr/bin/elektra-web'), args, {
    cwd: root.folder,
    env: serviceEnvironment(root),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code)),
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const url = await new Promise<string>((resolve, reject) => {
    let lines = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      lines += text;
      const ready = /listening on (\S+)\n/.exec(lines)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    void end.then((code) => reject(new Error(`It ended with ${code}:\n${said}`)));
  });
  return {
    process: child,
    url,
    stop: () => {
      child.kill('SIGTERM');
      return end;
    },
  };
};

/** Calls an operation of the running service by the installed command line. */
export const callInstalled = (root: ScratchRoot, operation: string, input: unknown = {}): unknown =>
  JSON.parse(
    execFileSync(root.path('usr/bin/elektra-web'), ['call', operation, JSON.stringify(input)], {
      encoding: 'utf8',
      env: serviceEnvironment(root),
    }),
  );
