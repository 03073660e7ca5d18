/**
 * One size of an icon.
 * @typedef {{ readonly size: number, readonly png: Buffer }} IconImage `size` in pixels, the same for width and height
 */

/**
 * A Windows icon with PNG entries, which Windows reads since Vista.
 * https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 * @param {readonly IconImage[]} images at most 256 pixels wide
 */
export const icoFile = (images) => {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    const entry = 6 + 16 * index;
    // One byte each for width and height: 0 stands for 256.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
};

/**
 * What macOS calls each size; a size stands twice where it is also the doubled form of a smaller one.
 * https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 * @type {readonly (readonly [type: string, size: number])[]}
 */
const icnsTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
];

/** The sizes that a macOS icon holds, in pixels. */
export const icnsSizes = [...new Set(icnsTypes.map(([, size]) => size))];

/**
 * A macOS icon with PNG entries.
 * @param {readonly IconImage[]} images all of `icnsSizes`
 */
export const icnsFile = (images) => {
  const entries = icnsTypes.map(([type, size]) => {
    const image = images.find((candidate) => candidate.size === size);
    if (!image) throw new Error(`A macOS icon needs ${size} × ${size} pixels.`);
    return block(type, image.png);
  });
  return block('icns', Buffer.concat(entries));
};

/**
 * @param {string} type four letters
 * @param {Buffer} content
 */
const block = (type, content) => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
};
