/** Which way a menu or a mouse wheel changes it. */
export type ZoomChange = 'in' | 'out' | 'reset';

/** As Electron counts it, and as its own menu does: each step a tenth or so. */
const STEP = 0.5;
/** A quarter, and five times; Chromium has no more. */
const LEAST = -7.5;
const MOST = 8.5;

interface ZoomedContents {
  getZoomLevel(): number;
  setZoomLevel(level: number): void;
  on(event: 'zoom-changed', listener: (event: unknown, direction: 'in' | 'out') => void): unknown;
}

/**
 * The zoom of the page by the menu, and by the mouse wheel with Control, which Electron only tells of. Its menu roles would do the first, but nobody would
 * hear of it. https://www.electronjs.org/docs/latest/api/web-contents#event-zoom-changed
 * @param changed is told of each
 */
export function createZoom(contents: ZoomedContents, changed: () => void): (change: ZoomChange) => void {
  function zoom(change: ZoomChange): void {
    const by = { in: STEP, out: -STEP, reset: -contents.getZoomLevel() }[change];
    contents.setZoomLevel(Math.min(Math.max(contents.getZoomLevel() + by, LEAST), MOST));
    changed();
  }
  contents.on('zoom-changed', (_event, direction) => zoom(direction));
  return zoom;
}
