import type { IpcMain } from 'electron';

type Handling = Pick<IpcMain, 'handle' | 'removeHandler'>;
type Listener = Parameters<IpcMain['handle']>[1];

/** Takes the channel at once: what the page asks before there is somebody to answer waits until there is, in its order. */
export function waitingCalls(ipcMain: Handling, channel: string): Handling {
  let answer: (listener: Listener) => void = () => undefined;
  const answering = new Promise<Listener>((resolve) => (answer = resolve));
  ipcMain.handle(channel, async (event, ...args: unknown[]): Promise<unknown> => (await answering)(event, ...args));
  return {
    handle(wanted, listener) {
      if (wanted !== channel) throw new Error(`Nothing waits on ${wanted}.`);
      answer(listener);
    },
    removeHandler: (which) => ipcMain.removeHandler(which),
  };
}
