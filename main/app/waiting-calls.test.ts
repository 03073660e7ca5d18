import { describe, expect, it } from 'vitest';
import { waitingCalls } from './waiting-calls.ts';

type IpcMain = Parameters<typeof waitingCalls>[0];
type Listener = Parameters<IpcMain['handle']>[1];

function setUp() {
  const listeners = new Map<string, Listener>();
  const ipcMain: IpcMain = {
    handle: (channel, listener) => void listeners.set(channel, listener),
    removeHandler: (channel) => void listeners.delete(channel),
  };
  const calls = waitingCalls(ipcMain, 'channel');
  const event = { sender: 'the page' };
  const invoke = async (message: string): Promise<unknown> => listeners.get('channel')?.(event as never, message);
  return { calls, invoke, event, listeners };
}

describe('calls before somebody answers', () => {
  it('wait, and are answered in their order with what came', async () => {
    const { calls, invoke, event } = setUp();
    const answers = Promise.all([invoke('a'), invoke('b')]);
    const asked: string[] = [];
    calls.handle('channel', async (event, message: string) => {
      asked.push(message);
      return { event, message };
    });
    expect(await answers).toEqual([
      { event, message: 'a' },
      { event, message: 'b' },
    ]);
    expect(await invoke('c')).toEqual({ event, message: 'c' });
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('are refused as the one who answers refuses them', async () => {
    const { calls, invoke } = setUp();
    const answer = invoke('a');
    calls.handle('channel', () => Promise.reject(new Error('not from this frame')));
    await expect(answer).rejects.toThrow('not from this frame');
  });

  it('are of one channel, which can be left', () => {
    const { calls, listeners } = setUp();
    expect(() => calls.handle('other', () => undefined)).toThrow('other');
    calls.removeHandler('channel');
    expect(listeners.size).toBe(0);
  });
});
