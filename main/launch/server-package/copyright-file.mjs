/** @typedef {import('../licences.mjs').Notice} Notice */

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
 * What has a licence of the same text shares a stanza.
 * @param {readonly { readonly files: string, readonly notice: Notice }[]} shipped
 * @returns {readonly Stanza[]}
 */
export const stanzasOf = (shipped) => {
  /** @type {Map<string, Stanza>} */
  const byText = new Map();
  for (const { files, notice } of shipped) {
    const text = completeText(notice);
    const id = `${notice.licence}\n${text}`;
    const copyright = copyrightLines(text) ?? [`the authors of ${notice.name}`];
    const { files: before, ...stanza } = byText.get(id) ?? { files: [], copyright, licence: notice.licence, text };
    byText.set(id, { files: [...before, files], ...stanza });
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

/** @param {Notice} notice */
const completeText = ({ name, licence, text }) => {
  if (licence === 'UNKNOWN') throw new Error(`${name} names no licence, and its text is none that is known.`);
  if (!text.includes('carries no text of its licence')) return text.trim();
  if (licence === 'MIT') return `${text}\n\n${mit}`;
  throw new Error(`${name} (${licence}) brings no text of its licence: it cannot be given to others.`);
};

/** @param {string} text */
export const copyrightLines = (text) => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(portions )?copyright\b.*\d{4}|^\(c\) .*\d{4}|^©/i.test(line));
  return lines.length === 0 ? undefined : [...new Set(lines)];
};

/** @param {Stanza} stanza */
const stanzaText = ({ files, copyright, licence, text }) =>
  `${[
    `Files: ${files.join('\n ')}`,
    `Copyright: ${copyright.join('\n ')}`,
    `License: ${licence.replace(/[()]/g, '').replace(/ OR /g, ' or ').replace(/ AND /g, ' and ')}`,
    ...text.split('\n').map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`)),
  ].join('\n')}\n`;
