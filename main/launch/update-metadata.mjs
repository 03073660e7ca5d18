import { LaunchError } from './launch-error.mjs';

/**
 * The metadata from which electron-updater learns what there is (`latest-linux.yml` and the like): electron-builder
 * writes one for each of its runs, a release has one per system.
 * https://www.electron.build/auto-update
 * @param {readonly string[]} texts of the same version, as electron-builder writes them; the first names the default file
 * @returns {string} the first one, listing the files of all
 */
export const mergeUpdateMetadata = (texts) => {
  const [first, ...others] = texts.map(partsOf);
  if (!first) throw new LaunchError('There is no update metadata to merge.');
  const known = new Set(first.files.map(({ url }) => url));
  const added = others.flatMap(({ version, files }) => {
    if (version !== first.version) {
      throw new LaunchError(`The update metadata is of ${first.version} and ${version}: build all of one version.`);
    }
    return files.filter(({ url }) => !known.has(url) && known.add(url));
  });
  return [first.head, ...[...first.files, ...added].map(({ text }) => text), first.rest].join('');
};

/**
 * @typedef {{ readonly url: string, readonly text: string }} ListedFile
 * @param {string} text
 * @returns {{ version: string, head: string, files: readonly ListedFile[], rest: string }}
 */
const partsOf = (text) => {
  const [, head, version, list, rest] = /^(version: (\S+)\r?\nfiles:\r?\n)((?: .*\r?\n)+)([^]*)$/.exec(text) ?? [];
  if (head === undefined || version === undefined || list === undefined || rest === undefined) {
    throw new LaunchError(`This is not the update metadata that electron-builder writes:\n${text}`);
  }
  const files = list
    .split(/^(?= {2}- )/m)
    .map((entry) => ({ url: /url: (.*)/.exec(entry)?.[1]?.trim() ?? '', text: entry }));
  return { version, head, files, rest };
};
