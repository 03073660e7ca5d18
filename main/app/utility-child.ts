import type { utilityProcess } from 'electron';
import type { OwnChild, StartChild } from '../platform/own-child.ts';

/**
 * A module of ours in one of Electron's utility processes: with the fuse run-as-node off, `child_process.fork` of our own program is not to be had.
 * May be called once `app` is ready. https://www.electronjs.org/docs/latest/api/utility-process
 */
export function startUtilityChild({ fork }: Pick<typeof utilityProcess, 'fork'>): StartChild {
  return (program, { env }): OwnChild => {
    const child = fork(program, [], { env: { ...env }, stdio: 'ignore', serviceName: 'Elektra Web keychain' });
    return {
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit(listener) {
        child.on('error', (type, location) => listener(new Error(`${type} at ${location}`)));
        child.once('exit', () => listener());
      },
      kill() {
        // Its own kill is SIGTERM, which a thread that hangs in a library may keep waiting.
        if (child.pid !== undefined) killAtOnce(child.pid);
        child.kill();
      },
      // Electron's main process does not wait for its utility processes; they end with it.
      unref: () => undefined,
    };
  };
}

function killAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Gone in this moment, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
