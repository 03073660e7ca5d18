import { EventEmitter } from 'node:events';
import { BrowserWindow } from './browser-window.ts';
import { onlyKnown } from './only-known.ts';
import { parent } from './parent.ts';
import { frameOf } from './web-contents.ts';

type Handle = (event: object, ...args: readonly unknown[]) => unknown;

const handlers = new Map<string, Handle>();

class IpcMain extends EventEmitter {
  handle(channel: string, handle: Handle): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handle);
  }

  removeHandler(channel: string): void {
    handlers.delete(channel);
  }
}

export const ipcMain = onlyKnown('ipcMain', new IpcMain());

interface Invocation {
  readonly window: number;
  readonly frameUrl: string;
  readonly isMain: boolean;
  readonly channel: string;
  readonly args: readonly unknown[];
}

/** An error keeps nothing but its text, as in Electron. */
parent.on('invoke', async ({ window, frameUrl, isMain, channel, args }: Invocation) => {
  const handle = handlers.get(channel);
  if (handle === undefined) throw new Error(`No handler registered for '${channel}'`);
  const sender = BrowserWindow.fromId(window)?.webContents;
  if (sender === undefined) throw new Error('The window is gone.');
  return handle({ type: 'frame', sender, senderFrame: frameOf(frameUrl, isMain), processId: 1, frameId: 1 }, ...args);
});
