import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { EVENT_CHANNEL, INVOKE_CHANNEL, type Bridge, type BridgeEvent } from '#shared/bridge.ts';

/**
 * All that the page gets of Electron: two functions, neither of which hands out an object of Electron's.
 * https://www.electronjs.org/docs/latest/tutorial/security#20-do-not-expose-electron-apis-to-untrusted-web-content
 */
const bridge: Bridge = {
  call: (request) => ipcRenderer.invoke(INVOKE_CHANNEL, request),
  on(listener) {
    const hear = (_event: IpcRendererEvent, message: BridgeEvent): void => listener(message);
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => void ipcRenderer.removeListener(EVENT_CHANNEL, hear);
  },
};

contextBridge.exposeInMainWorld('elektra', bridge);
