import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { provideBrowser } from './find-browser.mjs';
import { icnsFile, icnsSizes, icoFile } from './icon-containers.mjs';
import { digestFile, drawingDigests, icoSizes, macDrawing, renderings } from './icon-plan.mjs';
import { prepare } from './prepare.mjs';
import { inProject } from './project.mjs';
import { runEntry } from './run-entry.mjs';
import { say } from './say.mjs';

const assets = inProject('assets');

/**
 * @param {string} drawing below assets/
 * @param {Readonly<Record<string, string>>} [colours]
 */
const svgText = (drawing, colours = {}) =>
  Object.entries(colours).reduce(
    (text, [name, colour]) => text.replaceAll(name, colour),
    readFileSync(join(assets, drawing), 'utf8'),
  );

/**
 * @param {any} page of a browser
 * @param {string} svg
 * @param {number} width in pixels
 * @param {number} height
 * @returns {Promise<Buffer>} a PNG; what is not drawn is transparent
 */
const render = async (page, svg, width, height) => {
  await page.setViewportSize({ width, height });
  const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(
    `<style>* { margin: 0 } img { display: block; width: ${width}px; height: ${height}px }</style><img src="${picture}">`,
  );
  await page.locator('img').evaluate((/** @type {any} */ image) => image.decode());
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width, height } });
};

/**
 * @param {string} path below assets/
 * @param {Buffer | string} content
 */
const write = (path, content) => {
  mkdirSync(dirname(join(assets, path)), { recursive: true });
  writeFileSync(join(assets, path), content);
};

await runEntry(async () => {
  await prepare('packages');
  const executablePath = await provideBrowser();
  const { chromium } = createRequire(inProject('package.json'))('playwright');
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] : [];
  const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args });
  try {
    const page = await browser.newPage();
    /** @type {Map<number, Buffer>} */
    const icons = new Map();
    for (const { from, to, width, height, colours } of renderings()) {
      const png = await render(page, svgText(from, colours), width, height);
      if (to.startsWith('icons/')) icons.set(width, png);
      write(to, png);
    }
    const images = [...icons].map(([size, png]) => ({ size, png }));
    write('icon.ico', icoFile(images.filter(({ size }) => icoSizes.includes(size))));
    const macImages = [];
    for (const size of icnsSizes) macImages.push({ size, png: await render(page, svgText(macDrawing), size, size) });
    write('icon.icns', icnsFile(macImages));
  } finally {
    await browser.close();
  }
  write(digestFile, `${JSON.stringify(drawingDigests(assets), null, 2)}\n`);
  say(`Rendered: ${renderings().length} pictures, icon.ico and icon.icns in assets/.`);
});
