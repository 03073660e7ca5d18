import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A started entry of the launcher. */
export interface Launch {
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when standard error holds the text. */
  readonly says: (text: string) => Promise<void>;
  /** Resolves to the exit code, or the signal that ended it. */
  readonly end: Promise<number | NodeJS.Signals | null>;
}

/** A copy of the launcher around a product of a few lines, with an npm that notes its calls. */
export interface FixtureProject {
  readonly root: string;
  readonly launch: (entry: string, args?: readonly string[], env?: NodeJS.ProcessEnv) => Launch;
  readonly npmCalls: () => readonly string[];
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  readonly has: (path: string) => boolean;
  readonly delete: (...paths: readonly string[]) => void;
  readonly remove: () => void;
}

const waitAtGate = (variable: string): string => `
  if (process.env['${variable}']) await new Promise((resolve) => connect(process.env['${variable}']).once('close', resolve).resume());`;

/** Notes its arguments, waits at a gate if told to, and installs links to the packages of this repository. */
const fakeNpm = `#!/usr/bin/env node
import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
console.log('npm was here');
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules');
${waitAtGate('NPM_GATE')}
if (process.env['NPM_FAILS']) process.exit(42);
for (const name of ['esbuild', 'vite']) symlinkSync('${repository}node_modules/' + name, 'node_modules/' + name);
`;

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "fixture", "type": "module", "imports": { "#shared/*": "./shared/*" } }',
  'package-lock.json': '{}',
  'tsconfig.base.json': '{ "compilerOptions": { "target": "ES2023" } }',
  'vite.config.ts': `import { connect } from 'node:net';${waitAtGate('BUILD_GATE')}
    export default { base: './' };`,
  'shared/greeting.ts': "export const greeting: string = 'hello';",
  'main/testing/children/field-elektrad.ts': "console.log('double');",
  'main/testing/children/fleet.ts': "console.log('fleet');",
  'e2e/electron/stand-in/main.ts': 'console.log(0);',
  'e2e/electron/stand-in/electron.ts': 'console.log(0);',
  'e2e/electron/stand-in/parent-port.ts': 'console.log(0);',
  'main/adapters/secrets/keychain-process.ts': 'console.log(0);',
  'main/backup/backup-worker.ts': 'console.log(0);',
  'main/cli.ts': `import { greeting } from '#shared/greeting.ts';
    if (process.argv.includes('stay')) setInterval(() => undefined, 1_000);
    process.on('SIGTERM', () => { console.log('bye'); process.exit(3); });
    console.log(greeting, ...process.argv.slice(2));
    process.exitCode = process.argv.includes('fail') ? 7 : 0;`,
  'renderer/index.html': '<script type="module" src="./main.ts"></script>',
  'renderer/main.ts': "document.title = 'fixture';",
};

/** @param from one whose packages and builds the new one has from the start */
export const createFixtureProject = (from?: FixtureProject): FixtureProject => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'elektra-web-launch-')));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  };
  if (from === undefined) writeProject(root, write);
  else cpSync(from.root, root, { recursive: true, verbatimSymlinks: true });
  const started = new Set<ChildProcess>();
  return {
    root,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    has: (path) => existsSync(join(root, path)),
    delete: (...paths) => {
      for (const path of paths) rmSync(join(root, path), { recursive: true });
    },
    npmCalls: () => {
      const calls = join(root, 'npm-calls');
      return existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [];
    },
    launch: (entry, args = [], env = {}) => {
      const launch = startLaunch(root, entry, args, env);
      started.add(launch.process);
      return launch;
    },
    remove: () => {
      started.forEach((child) => child.kill('SIGKILL'));
      rmSync(root, { recursive: true, force: true });
    },
  };
};

const writeProject = (root: string, write: FixtureProject['write']): void => {
  for (const [path, text] of Object.entries(files)) write(path, text);
  write('bin/npm', fakeNpm);
  write('bin/package.json', '{ "type": "module" }');
  cpSync(join(repository, 'main', 'launch'), join(root, 'main', 'launch'), {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts') && !path.endsWith('testing'),
  });
};

const startLaunch = (root: string, entry: string, args: readonly string[], env: NodeJS.ProcessEnv): Launch => {
  const child = spawn(process.execPath, [join(root, 'main', 'launch', entry), ...args], {
    // Started from elsewhere, as a command on the PATH would be.
    cwd: tmpdir(),
    env: {
      ...process.env,
      npm_execpath: '',
      NODE_ENV: '',
      PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const end = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    end,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (stderr.includes(text) || stdout.includes(text)) resolve();
        };
        look();
        child.stderr.on('data', look);
        child.stdout.on('data', look);
        void end.then(() => reject(new Error(`It ended without saying "${text}":\n${stderr}`)));
      }),
  };
};
