import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { ForkOptions } from 'electron';

/** What Electron puts into a utility process: `process.parentPort` instead of Node's own channel. */
const PRELOAD = `
const { EventEmitter } = await import('node:events');
const send = process.send.bind(process);
const port = new EventEmitter();
process.on('message', (data) => port.emit('message', { data, ports: [] }));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
port.postMessage = (message) => void send(message);
process.parentPort = port;
process.send = undefined;
`;

/** A stand-in for `utilityProcess` over Node's fork, with what electron.d.ts promises of `fork`, `postMessage`, `kill`, `pid` and the events. */
export function createFakeUtilityProcess(app: { readonly isReady: boolean }) {
  return {
    fork(modulePath: string, args: string[] = [], { env, execArgv = [] }: ForkOptions = {}) {
      if (!app.isReady) throw new Error('utilityProcess cannot be created before app is ready.');
      const child = fork(modulePath, args, {
        env: env as NodeJS.ProcessEnv,
        execArgv: ['--import', `data:text/javascript,${encodeURIComponent(PRELOAD)}`, ...execArgv],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      return new FakeUtilityProcess(child);
    },
  };
}

class FakeUtilityProcess extends EventEmitter {
  readonly stdout = null;
  readonly stderr = null;
  /** Undefined before `spawn` and after `exit`. */
  pid: number | undefined;
  readonly #child: ReturnType<typeof fork>;

  constructor(child: ReturnType<typeof fork>) {
    super();
    this.#child = child;
    child.once('spawn', () => {
      this.pid = child.pid;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    // A channel that has closed is told of by exit alone.
    child.on('error', () => undefined);
    child.once('exit', (code) => {
      this.pid = undefined;
      this.emit('exit', code ?? 0);
    });
  }

  postMessage(message: object): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** SIGTERM, as Electron's. */
  kill(): boolean {
    return this.#child.kill();
  }
}
