import type { Bridge } from '#shared/bridge.ts';

declare global {
  interface Window {
    /** What the preload exposes in the desktop window; absent in a browser. */
    readonly elektra?: Bridge;
  }
}
