import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One picture that is rendered from a drawing in assets/.
 * @typedef {object} Rendering
 * @property {string} from drawing, below assets/
 * @property {string} to PNG, below assets/
 * @property {number} width in pixels
 * @property {number} height
 * @property {Readonly<Record<string, string>>} [colours] what stands in the drawing, and what is drawn instead
 */

/** Below this a line of the large drawing falls between pixels. */
const smallest = [16, 24, 32, 48];
/** Sizes of the application's icon in pixels, as desktops on Linux look for them. */
export const iconSizes = [...smallest, 64, 128, 256, 512, 1024];
/** Sizes in the icon of Windows. */
export const icoSizes = [...smallest, 64, 128, 256];

/**
 * Colours of the tray's icon: macOS colours a template itself; elsewhere the panel is light or dark.
 * The marks are those of the interface: waiting and refused.
 */
const trayLooks = [
  { suffix: 'Template', scales: [1, 2, 3], ink: '#000000', pending: '#000000', trouble: '#000000' },
  { suffix: '-light', scales: [1, 1.25, 1.5, 2, 3], ink: '#171a1f', pending: '#a86a00', trouble: '#c5332a' },
  { suffix: '-dark', scales: [1, 1.25, 1.5, 2, 3], ink: '#ffffff', pending: '#dba33d', trouble: '#f0776d' },
];

/** States of the tray's icon. */
export const trayStates = /** @type {const} */ (['normal', 'pending', 'trouble']);

/** @returns {readonly Rendering[]} */
const trayRenderings = () =>
  trayStates.flatMap((state) =>
    trayLooks.flatMap((look) =>
      look.scales.map((scale) => ({
        from: `tray/${state}.svg`,
        // Electron finds the picture for a screen by this suffix.
        to: `tray/${state}${look.suffix}${scale === 1 ? '' : `@${scale}x`}.png`,
        width: 16 * scale,
        height: 16 * scale,
        colours: { currentColor: look.ink, 'var(--mark)': state === 'normal' ? look.ink : look[state] },
      })),
    ),
  );

/**
 * Every PNG in assets/.
 * @returns {readonly Rendering[]}
 */
export const renderings = () => [
  ...iconSizes.map((size) => ({
    from: smallest.includes(size) ? 'icon-small.svg' : 'icon.svg',
    to: `icons/${size}x${size}.png`,
    width: size,
    height: size,
  })),
  { from: 'mac/dmg-background.svg', to: 'mac/dmg-background.png', width: 540, height: 380 },
  { from: 'mac/dmg-background.svg', to: 'mac/dmg-background@2x.png', width: 1080, height: 760 },
  ...trayRenderings(),
];

/** The drawing of the macOS icon, which is only rendered into its container. */
export const macDrawing = 'mac/icon.svg';

/** Drawings that are rendered, below assets/. */
export const drawings = () => [...new Set([...renderings().map(({ from }) => from), macDrawing])].sort();

/** Where the digests of the drawings stand as they were when they were rendered, below assets/. */
export const digestFile = 'rendered.json';

/**
 * What the pictures depend on: each drawing, and what is rendered of it.
 * @param {string} assets the folder
 * @returns {Readonly<Record<string, string>>} SHA-256 by drawing
 */
export const drawingDigests = (assets) =>
  Object.fromEntries(
    drawings().map((drawing) => {
      const wanted = renderings().filter(({ from }) => from === drawing);
      const text = readFileSync(join(assets, drawing), 'utf8').replaceAll('\r\n', '\n');
      return [drawing, createHash('sha256').update(JSON.stringify(wanted)).update(text).digest('hex')];
    }),
  );
