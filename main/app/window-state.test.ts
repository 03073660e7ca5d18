import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_STATE, parseWindowState, placeWindow, SMALLEST } from './window-state.ts';

const MAIN = { x: 0, y: 25, width: 1920, height: 1055 };
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1440 };

describe('the place of the window', () => {
  it('is where it was', () => {
    const bounds = { x: 2000, y: 100, width: 1000, height: 700 };
    expect(placeWindow(bounds, [MAIN, RIGHT])).toEqual(bounds);
    const overTheEdge = { x: -500, y: 30, width: 1000, height: 700 };
    expect(placeWindow(overTheEdge, [MAIN, RIGHT])).toEqual(overTheEdge);
  });

  it('is the middle of the first screen when it is new, or its screen is gone', () => {
    expect(placeWindow(null, [MAIN])).toEqual({ x: 240, y: 102, width: 1440, height: 900 });
    const gone = { x: 2000, y: 100, width: 1000, height: 700 };
    expect(placeWindow(gone, [MAIN])).toEqual({ x: 460, y: 202, width: 1000, height: 700 });
    const above = { x: 100, y: -600, width: 1000, height: 700 };
    expect(placeWindow(above, [MAIN]).y).toBe(202);
  });

  it('can always be taken hold of, and is neither larger than a screen nor too small for the page', () => {
    const coordinate = fc.integer({ min: -5000, max: 5000 });
    const length = fc.integer({ min: 0, max: 9000 });
    const rectangle = fc.record({ x: coordinate, y: coordinate, width: length, height: length });
    const area = fc.record({
      x: coordinate,
      y: coordinate,
      width: fc.integer({ min: 320, max: 6000 }),
      height: fc.integer({ min: 240, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.option(rectangle), fc.array(area, { minLength: 1, maxLength: 3 }), (bounds, areas) => {
        const placed = placeWindow(bounds, areas);
        const home = areas.find(
          ({ x, y, width, height }) =>
            Math.min(placed.x + placed.width, x + width) - Math.max(placed.x, x) >= 120 &&
            placed.y >= y &&
            placed.y + 32 <= y + height &&
            placed.width <= width &&
            placed.height <= height &&
            placed.width >= Math.min(SMALLEST.width, width) &&
            placed.height >= Math.min(SMALLEST.height, height),
        );
        expect(home).toBeDefined();
      }),
    );
  });
});

describe('the kept state', () => {
  it('comes back as it was written', () => {
    const state = {
      bounds: { x: 1, y: -2, width: 800, height: 600 },
      maximised: true,
      fullScreen: false,
      zoomLevel: 1.5,
    };
    expect(parseWindowState(JSON.stringify(state))).toEqual(state);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '7',
    '{"bounds":{"x":"1"}}',
    '{"bounds":{"x":1,"y":2,"width":1e300,"height":1}}',
    '{"zoomLevel":1e9}',
  ])('that is damaged costs nothing more: %s', (text) => {
    expect(parseWindowState(text)).toEqual(FIRST_STATE);
  });

  it('of any text can be used', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { bounds, zoomLevel } = parseWindowState(text);
        expect(bounds === null || Object.values(bounds).every(Number.isInteger)).toBe(true);
        expect(Math.abs(zoomLevel)).toBeLessThanOrEqual(9);
      }),
    );
  });
});
