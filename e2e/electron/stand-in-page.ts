type Module = (require: (name: string) => unknown, module: object, exports: object) => void;

/**
 * Runs in the page before everything else, as source text: gives the real preload an `electron` whose channels end at the test. What the real bridge
 * clones is cloned here.
 */
function pageShim(preload: Module): void {
  if (globalThis.window !== globalThis.window.top) return;
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>();
  const of = (channel: string) => {
    const known = listeners.get(channel) ?? new Set();
    listeners.set(channel, known);
    return known;
  };
  const invoke = Reflect.get(globalThis, '__standInInvoke') as (channel: string, args: unknown) => Promise<unknown>;
  Object.defineProperty(globalThis, '__standInHear', {
    value: (channel: string, args: unknown[]) => of(channel).forEach((hear) => hear({}, ...structuredClone(args))),
  });
  const electron = {
    ipcRenderer: {
      invoke: async (channel: string, ...args: unknown[]) => {
        // Playwright keeps what structured cloning keeps of plain data; of anything else the clone fails here, as it does in Electron.
        const { ok, value } = (await invoke(channel, structuredClone(args))) as { ok: boolean; value: unknown };
        if (!ok) throw new Error(`Error invoking remote method '${channel}': ${String(value)}`);
        return value;
      },
      on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => void of(channel).add(listener),
      removeListener: (channel: string, listener: () => void) => void of(channel).delete(listener),
    },
    contextBridge: {
      exposeInMainWorld: (name: string, value: object) =>
        Object.defineProperty(globalThis, name, { value: Object.freeze(value), enumerable: true }),
    },
  };
  preload(
    (name) => {
      if (name !== 'electron') throw new Error(`module not found: ${name}`);
      return electron;
    },
    { exports: {} },
    {},
  );
}

/** `preload`: the text of the built preload. The page's policy forbids code made of text, so it becomes a function here. */
export function pageScript(preload: string): string {
  return `(${String(pageShim)})(function (require, module, exports) {${preload}\n});`;
}
