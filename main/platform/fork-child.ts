import { fork } from 'node:child_process';
import type { OwnChild } from './own-child.ts';

/** What sending to a process that has hung up ends with. */
const HANG_UPS = ['EPIPE', 'ECONNRESET', 'ERR_IPC_CHANNEL_CLOSED'];

/** By plain Node. */
export function forkChild(program: string, { env }: { readonly env: NodeJS.ProcessEnv }): OwnChild {
  const child = fork(program, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [], env });
  return {
    send: (message) => void child.send(message as object),
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      // Each message that cannot be sent any more is an error of its own, and may come before the end itself is seen.
      child.on('error', (error: NodeJS.ErrnoException) =>
        HANG_UPS.includes(error.code ?? '') ? listener() : listener(error),
      );
      for (const event of ['disconnect', 'exit']) child.once(event, () => listener());
    },
    kill: () => void child.kill('SIGKILL'),
    unref() {
      child.unref();
      child.channel?.unref();
    },
  };
}
