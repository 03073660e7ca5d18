import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Plain names below plain folders: nothing encoded, hidden, relative or absolute, and no NUL can be said with it. */
const PLAIN_PATH = /^(?:\/[\w-][\w-]*(?:\.[\w-]+)*)+$/;

/**
 * The files of one folder by the path of an address, and none outside it: not by `..`, by another way to write it, or by a symbolic link.
 * https://www.electronjs.org/docs/latest/api/protocol#protocolhandlescheme-handler
 */
export interface AppFiles {
  /** null: there is no such file, or it is none of the folder's. */
  read(pathname: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

export function createAppFiles(folder: string): AppFiles {
  async function find(pathname: string): Promise<string | null> {
    const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, pathname))]);
    return file.startsWith(`${root}${sep}`) ? file : null;
  }

  return {
    async read(pathname) {
      if (!PLAIN_PATH.test(pathname)) return null;
      try {
        const file = await find(pathname);
        return file === null ? null : new Uint8Array(await readFile(file));
      } catch (error) {
        if (isNoFile(error)) return null;
        throw error;
      }
    },
  };
}

function isNoFile(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'].includes(code);
}
