import { chmodSync, cpSync, lutimesSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A file tree that is to be packed.
 * @typedef {object} Stage
 * @property {string} folder
 * @property {(path: string, text: string | Buffer) => void} write
 * @property {(from: string, path: string, isWanted?: (path: string) => boolean) => void} copy a file, or a folder whole
 * @property {() => readonly string[]} files paths below the folder, sorted
 * @property {(executables: readonly string[], time: Date) => void} settle gives all files the rights and the time of a package
 */

/**
 * @param {string} folder empty
 * @returns {Stage}
 */
export const createStage = (folder) => {
  const files = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .sort();
  return {
    folder,
    files,
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    copy: (from, path, isWanted = () => true) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(from, join(folder, path), { recursive: true, dereference: true, filter: (source) => isWanted(source) });
    },
    settle: (executables, time) => {
      for (const path of [...readdirSync(folder, { recursive: true, encoding: 'utf8' }), '.']) {
        const place = join(folder, path);
        chmodSync(place, statSync(place).isDirectory() || executables.includes(path) ? 0o755 : 0o644);
        lutimesSync(place, time, time);
      }
    },
  };
};
