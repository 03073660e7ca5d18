import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onlyKnown } from './only-known.ts';

const PARENT_PORT = fileURLToPath(new URL('./parent-port.js', import.meta.url));

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly execArgv?: readonly string[];
  readonly stdio?: 'pipe' | 'ignore' | 'inherit';
}

/** Electron's own kind of child: the module sees `process.parentPort`, and a message as an event with `data`. */
export const utilityProcess = onlyKnown('utilityProcess', {
  fork(module: string, args: readonly string[] = [], { env, cwd, execArgv = [], stdio = 'inherit' }: ForkOptions = {}) {
    const child = fork(module, args, {
      ...(env === undefined ? {} : { env }),
      ...(cwd === undefined ? {} : { cwd }),
      execArgv: ['--import', PARENT_PORT, ...execArgv],
      serialization: 'advanced',
      stdio: [stdio === 'pipe' ? 'ignore' : stdio, stdio, stdio, 'ipc'],
    });
    const own = Object.assign(new EventEmitter(), {
      pid: undefined as number | undefined,
      stdout: child.stdout,
      stderr: child.stderr,
      postMessage: (message: unknown) => void child.send(message as object),
      kill: () => child.kill(),
    });
    child.once('spawn', () => {
      own.pid = child.pid;
      own.emit('spawn');
    });
    child.on('message', (message) => void own.emit('message', message));
    child.once('exit', (code) => {
      own.pid = undefined;
      own.emit('exit', code ?? 1);
    });
    child.once('error', (error) => void own.emit('error', 'FatalError', String(error), ''));
    return onlyKnown('UtilityProcess', own);
  },
});
