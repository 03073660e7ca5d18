import type { Rectangle } from 'electron';

/** The window as it was left. */
export interface WindowState {
  /** Of the window when it is neither maximised nor full screen; null: never known. */
  readonly bounds: Rectangle | null;
  readonly maximised: boolean;
  readonly fullScreen: boolean;
  /** As Electron counts it: 0 is 100 %, each step a fifth more. */
  readonly zoomLevel: number;
}

export const FIRST_STATE: WindowState = { bounds: null, maximised: false, fullScreen: false, zoomLevel: 0 };

export const SMALLEST = { width: 720, height: 480 } as const;
const USUAL = { width: 1440, height: 900 } as const;

/** So much of the top of a window must be on a screen for a person to take hold of it. */
const GRIP = { width: 120, height: 32 } as const;

/** What a file says, as far as it can be made out: a damaged one costs the place of the window, no more. */
export function parseWindowState(text: string): WindowState {
  const found = objectOf(text);
  const { bounds, maximised, fullScreen, zoomLevel } = found;
  return {
    bounds: isRectangle(bounds) ? bounds : null,
    maximised: maximised === true,
    fullScreen: fullScreen === true,
    zoomLevel: typeof zoomLevel === 'number' && Math.abs(zoomLevel) <= 9 ? zoomLevel : 0,
  };
}

/**
 * Where to put the window: where it was, if it can be taken hold of there; in the middle of the first screen if not, because screens come and go.
 * @param areas of the screens without bars and docks, the main one first
 */
export function placeWindow(bounds: Rectangle | null, areas: readonly Rectangle[]): Rectangle {
  const [main = { x: 0, y: 0, ...USUAL }] = areas;
  for (const area of areas) {
    const kept = bounds === null ? null : { ...bounds, ...sizeWithin(bounds, area) };
    if (kept !== null && isWithinReach(kept, area)) return kept;
  }
  const { width, height } = sizeWithin(bounds ?? USUAL, main);
  const middle = (start: number, space: number, size: number): number => start + Math.floor((space - size) / 2);
  return { x: middle(main.x, main.width, width), y: middle(main.y, main.height, height), width, height };
}

function isWithinReach({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const shown = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return shown >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
}

/** At least the smallest size, but never more than the screen has. */
function sizeWithin(size: Pick<Rectangle, 'width' | 'height'>, area: Rectangle): Pick<Rectangle, 'width' | 'height'> {
  const fit = (wanted: number, least: number, most: number) => Math.min(Math.max(wanted, least), most);
  return {
    width: fit(size.width, SMALLEST.width, area.width),
    height: fit(size.height, SMALLEST.height, area.height),
  };
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Electron takes 32-bit numbers only. */
function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Partial<Record<keyof Rectangle, unknown>>;
  return [x, y, width, height].every((part) => Number.isInteger(part) && Math.abs(Number(part)) < 100_000);
}
