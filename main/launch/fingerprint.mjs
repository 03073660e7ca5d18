import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash over the contents and paths of files: equal exactly when nothing relevant has changed.
 * Contents are always read: some hundred files take a few milliseconds, and times and sizes can lie.
 * @param {string} root
 * @param {readonly string[]} entries files and folders below root; a missing one counts as absent
 * @param {(path: string) => boolean} isRelevant decides by the path below root, with forward slashes
 */
export const fingerprint = (root, entries, isRelevant = () => true) => {
  const hash = createHash('sha256');
  for (const path of entries.flatMap((entry) => filesAt(root, entry)).filter(isRelevant)) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

/**
 * @param {string} root
 * @param {string} path
 * @returns {readonly string[]} in a fixed order
 */
const filesAt = (root, path) => {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesAt(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`]));
};
