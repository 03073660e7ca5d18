import type { WebPreferences } from 'electron';

/**
 * What a page of ours may be. Most of it is Electron's default; written down, it stays so.
 * https://www.electronjs.org/docs/latest/tutorial/security#2-do-not-enable-nodejs-integration-for-remote-content and 3, 4, 6, 8, 9, 10, 11
 */
export function secureWebPreferences({ preload, devTools }: { preload: string; devTools: boolean }): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    // Its dictionaries come from a server of Google's, and what is typed here are names and values of keys.
    spellcheck: false,
    devTools,
  };
}
