import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { icnsSizes } from './icon-containers.mjs';
import { digestFile, drawingDigests, icoSizes, renderings } from './icon-plan.mjs';
import { inProject } from './project.mjs';

const asset = (path: string): Buffer => readFileSync(inProject('assets', path));

/** Width and height as the header of a PNG says. */
const pngSize = (png: Buffer): { width: number; height: number } => {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
};

describe('the icons in assets/', () => {
  it('are rendered from the drawings as they are now; otherwise run `npm run icons` and look at them', () => {
    expect(JSON.parse(asset(digestFile).toString('utf8'))).toEqual(drawingDigests(inProject('assets')));
  });

  it.each(renderings())('$to is as large as it should be', ({ to, width, height }) => {
    expect(pngSize(asset(to))).toEqual({ width, height });
  });

  it('are all in the icon of Windows', () => {
    const ico = asset('icon.ico');
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, icoSizes.length]);
    const images = icoSizes.map((size, index) => {
      const entry = ico.subarray(6 + 16 * index, 22 + 16 * index);
      const png = ico.subarray(entry.readUInt32LE(12), entry.readUInt32LE(12) + entry.readUInt32LE(8));
      expect(entry.readUInt8(0) || 256).toBe(size);
      expect(png).toEqual(asset(`icons/${size}x${size}.png`));
      return pngSize(png).width;
    });
    expect(images).toEqual(icoSizes);
  });

  it('are all in the icon of macOS', () => {
    const icns = asset('icon.icns');
    expect(icns.subarray(0, 4).toString('latin1')).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const sizes = new Set<number>();
    for (let offset = 8; offset < icns.length; offset += icns.readUInt32BE(offset + 4)) {
      sizes.add(pngSize(icns.subarray(offset + 8)).width);
    }
    expect([...sizes].sort((a, b) => a - b)).toEqual(icnsSizes);
  });
});
