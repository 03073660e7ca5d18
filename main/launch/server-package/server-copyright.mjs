import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleStanza, copyrightFile, copyrightLines, stanzasOf } from './copyright-file.mjs';

/** @typedef {import('../licences.mjs').Notice} Notice */

/**
 * The licences of everything in the package of the server, as Debian reads them. Of two stanzas for a file the later one
 * counts.
 * @param {string} root the project, built: the build says what it has bundled
 * @param {string} library where the program is in the package
 * @param {string} nodeLicence
 * @param {readonly import('./shipped-packages.mjs').ShippedPackage[]} packages
 */
export const serverCopyright = (root, library, nodeLicence, packages) => {
  const { name, homepage, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const text = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  const ours = { files: ['*'], copyright: copyrightLines(text) ?? [], licence: license, text };
  const ofNode = {
    files: [`${library}/bin/node`],
    copyright: ['Copyright Node.js contributors'],
    licence: 'Node.js',
    text: nodeLicence.trim(),
  };
  const notices = noticesIn(root, 'main/licences-beside.json');
  const ofPackages = packages.map(({ path, name: of, version }) => {
    const notice = notices.find((candidate) => candidate.name === of && candidate.version === version);
    if (!notice) throw new Error(`The build names no licence for ${of} ${version}.`);
    return { files: `${library}/${path}/*`, notice };
  });
  return copyrightFile({ name, source: homepage }, [
    ours,
    ofNode,
    bundleStanza(`${library}/dist/main/*`, ours, stanzasOf(bundled(root, 'main'))),
    bundleStanza(`${library}/dist/renderer/*`, ours, stanzasOf(bundled(root, 'renderer'))),
    ...stanzasOf(ofPackages),
    ...nativeStanzas(library, notices),
  ]);
};

/**
 * The packages that an output holds.
 * @param {string} root
 * @param {'main' | 'renderer'} output
 */
const bundled = (root, output) =>
  noticesIn(root, `${output}/licences.json`).map((notice) => ({ files: notice.name, notice }));

/**
 * The native module of lmdb holds libraries besides lmdb's own sources.
 * @param {string} library
 * @param {readonly Notice[]} notices
 */
const nativeStanzas = (library, notices) => {
  const within = notices.filter(({ name }) => name.endsWith(' (in lmdb)'));
  const [own] = stanzasOf(notices.filter(({ name }) => name === 'lmdb').map((notice) => ({ files: 'lmdb', notice })));
  const held = stanzasOf(within.map((notice) => ({ files: notice.name, notice })));
  return own && held.length > 0 ? [bundleStanza(`${library}/node_modules/@lmdb/*`, own, held)] : [];
};

/**
 * @param {string} root
 * @param {string} file below dist/
 * @returns {readonly Notice[]}
 */
const noticesIn = (root, file) => JSON.parse(readFileSync(join(root, 'dist', file), 'utf8'));
