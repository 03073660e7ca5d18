import { constants, existsSync } from 'node:fs';
import { mkdtemp, open, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Another way to write the path of a directory, short enough for the socket names in it. */
export interface ShortPath {
  readonly path: string;
  /** Only when nothing is open below the path any more: Node removes a socket by the path it was opened with. */
  close(): Promise<void>;
}

/** Of `sun_path`, its final zero and the separator taken off: 108 bytes on Linux, 104 on macOS and the BSDs. Node cuts longer ones without a word. */
const LONGEST_SOCKET_PATH = 102;
const OPEN_FILES = '/proc/self/fd';

/** @param room bytes that names in the directory have. @param openFiles where the system shows the open files of a process, if it does */
export async function shortPathTo(directory: string, room: number, openFiles: string = OPEN_FILES): Promise<ShortPath> {
  if (Buffer.byteLength(directory) + room <= LONGEST_SOCKET_PATH) {
    return { path: directory, close: () => Promise.resolve() };
  }
  if (existsSync(openFiles)) {
    const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    return { path: join(openFiles, String(handle.fd)), close: () => handle.close() };
  }
  const folder = await mkdtemp(join(tmpdir(), 'ew-'));
  const path = join(folder, 'd');
  await symlink(directory, path);
  return { path, close: () => rm(folder, { recursive: true, force: true }) };
}
