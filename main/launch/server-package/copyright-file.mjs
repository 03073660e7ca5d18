import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./shipped-packages.mjs').ShippedPackage} ShippedPackage */

/**
 * One licence with what is under it.
 * @typedef {object} Stanza
 * @property {readonly string[]} files
 * @property {readonly string[]} copyright
 * @property {string} licence
 * @property {string} text
 */

/** For packages that name this licence and bring no copy of it. @see https://opensource.org/license/mit */
const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * @see https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
 * @param {{ readonly name: string, readonly source: string }} product
 * @param {readonly Stanza[]} stanzas
 */
export const copyrightFile = ({ name, source }, stanzas) =>
  [
    `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: ${name}\nSource: ${source}\n`,
    ...stanzas.map(stanzaText),
  ].join('\n');

/**
 * Packages whose licence has the same text share a stanza.
 * @param {string} root the project
 * @param {readonly ShippedPackage[]} packages
 * @param {(shipped: ShippedPackage) => string} filesOf where their files are in what is delivered
 * @returns {readonly Stanza[]}
 */
export const stanzasOf = (root, packages, filesOf) => {
  /** @type {Map<string, { files: string[], copyright: readonly string[], licence: string, text: string }>} */
  const byText = new Map();
  for (const shipped of packages) {
    const text = licenceText(root, shipped);
    const licence = shipped.licence || licenceBy(text, shipped.name);
    const known = byText.get(`${licence}\n${text}`);
    if (known) known.files.push(filesOf(shipped));
    else {
      const copyright = copyrightLines(text) ?? [authorOf(root, shipped)];
      byText.set(`${licence}\n${text}`, {
        files: [filesOf(shipped)],
        copyright,
        licence,
        text,
      });
    }
  }
  return [...byText.values()];
};

/**
 * Files that were made from our own sources and from packages: all their licences hold.
 * @param {string} files
 * @param {Stanza} ours
 * @param {readonly Stanza[]} others whose `files` name the packages
 * @returns {Stanza}
 */
export const bundleStanza = (files, ours, others) => ({
  files: [files],
  copyright: [...new Set([ours, ...others].flatMap(({ copyright }) => copyright))],
  licence: [...new Set([ours, ...others].map(({ licence }) => licence))].join(' AND '),
  text: [ours.text, ...others.map((other) => `${other.files.join(', ')}:\n\n${other.text}`)].join('\n\n'),
});

/**
 * @param {string} root
 * @param {ShippedPackage} shipped
 */
const licenceText = (root, { path, name, licence }) => {
  const folder = join(root, path);
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  if (licence === 'MIT') return `${authorOf(root, { path, name })}\n\n${mit}`;
  throw new Error(`${name} (${licence}) brings no text of its licence: it cannot be given to others.`);
};

/**
 * For packages that bring a licence and do not name it.
 * @param {string} text
 * @param {string} name
 */
const licenceBy = (text, name) => {
  if (/Permission is hereby granted, free of charge[^]*without restriction/.test(text)) return 'MIT';
  throw new Error(`${name} names no licence, and its text is none that is known.`);
};

/** @param {string} text */
export const copyrightLines = (text) => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(portions )?copyright\b.*\d{4}|^\(c\) .*\d{4}|^©/i.test(line));
  return lines.length === 0 ? undefined : [...new Set(lines)];
};

/**
 * @param {string} root
 * @param {Pick<ShippedPackage, 'path' | 'name'>} shipped
 */
const authorOf = (root, { path, name }) => {
  const manifest = join(root, path, 'package.json');
  const { author } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  return `Copyright ${(typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`}`;
};

/** @param {Stanza} stanza */
const stanzaText = ({ files, copyright, licence, text }) =>
  `${[
    `Files: ${files.join('\n ')}`,
    `Copyright: ${copyright.join('\n ')}`,
    `License: ${licence.replace(/[()]/g, '').replace(/ OR /g, ' or ').replace(/ AND /g, ' and ')}`,
    ...text.split('\n').map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`)),
  ].join('\n')}\n`;
