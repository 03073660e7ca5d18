import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { EVENT_CHANNEL, INVOKE_CHANNEL, type Bridge, type BridgeEvent } from '#shared/bridge.ts';

const PRELOAD = fileURLToPath(new URL('../preload/preload.ts', import.meta.url));

/** Runs the preload as a sandboxed page does: one CommonJS file, with `require` for Electron alone and nothing of Node. */
async function runPreload() {
  const { outputFiles } = await build({
    entryPoints: [PRELOAD],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'browser',
    external: ['electron'],
  });
  const exposed: Record<string, unknown> = {};
  const listeners = new Set<(event: object, message: unknown) => void>();
  const invoked: unknown[][] = [];
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => void (exposed[name] = value) },
    ipcRenderer: {
      invoke: async (...args: unknown[]) => void invoked.push(args),
      on: (channel: string, listener: () => void) => channel === EVENT_CHANNEL && listeners.add(listener),
      removeListener: (channel: string, listener: () => void) =>
        channel === EVENT_CHANNEL && listeners.delete(listener),
    },
  };
  const require = (name: string): object => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  runInNewContext(outputFiles[0]?.text ?? '', { require, module: { exports: {} }, exports: {} });
  const say = (message: unknown) => listeners.forEach((listen) => listen({ sender: 'Electron’s own' }, message));
  return { exposed, bridge: exposed['elektra'] as Bridge, invoked, listeners, say };
}

describe('the preload', () => {
  it('gives the page `call` and `on`, and nothing else', async () => {
    const { exposed } = await runPreload();
    expect(Object.keys(exposed)).toEqual(['elektra']);
    expect(Object.entries(exposed['elektra'] ?? {}).map(([name, value]) => [name, typeof value])).toEqual([
      ['call', 'function'],
      ['on', 'function'],
    ]);
  });

  it('lets the page use the one channel alone', async () => {
    const { bridge, invoked } = await runPreload();
    const request = { kind: 'abort', id: '1' } as const;
    await Reflect.apply(bridge.call, null, [request, 'another:channel']);
    expect(invoked).toEqual([[INVOKE_CHANNEL, request]]);
  });

  it('tells the page what is sent, without the event of Electron, until it stops listening', async () => {
    const { bridge, listeners, say } = await runPreload();
    const heard: unknown[][] = [];
    const stop = bridge.on((...args: readonly BridgeEvent[]) => void heard.push([...args]));
    say({ kind: 'part', id: '1', part: 7 });
    expect(heard).toEqual([[{ kind: 'part', id: '1', part: 7 }]]);
    expect(stop()).toBeUndefined();
    say({ kind: 'part', id: '1', part: 8 });
    expect([heard.length, listeners.size]).toEqual([1, 0]);
  });
});
