/** Electron's port to the parent, as far as it is used here. https://www.electronjs.org/docs/latest/api/parent-port */
interface UtilityPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

export interface ParentPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** The way to the process that has started this one: Electron's, or Node's. */
export function parentPort(): ParentPort {
  const { parentPort: port } = process as { readonly parentPort?: UtilityPort };
  if (port !== undefined) {
    // Electron ends a utility process together with its main process.
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    };
  }
  // Ends at once when its parent does, whatever the keychain is doing.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
}
