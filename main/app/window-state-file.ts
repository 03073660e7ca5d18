import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { makeDirectory } from '../platform/paths.ts';
import type { Log } from './log.ts';
import { FIRST_STATE, parseWindowState, type WindowState } from './window-state.ts';

/** Keeps the last state it was given. */
export interface WindowStateFile {
  /** Soon, and not more often than a disk should write. */
  keep(state: WindowState): void;
  /** Writes what waits. */
  flush(): Promise<void>;
}

/** After the last of many small changes. */
const QUIET_MS = 300;

export async function readWindowState(file: string, log: Log): Promise<WindowState> {
  try {
    return parseWindowState(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      log.warn({ err: error, file }, 'where the window was cannot be read');
    }
    return FIRST_STATE;
  }
}

/** One write at a time, each whole: whenever the process ends, the file holds one of the states. */
export function createWindowStateFile(file: string, log: Log, quietMs: number = QUIET_MS): WindowStateFile {
  let waiting: WindowState | null = null;
  let written = '';
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    clearTimeout(timer);
    const text = waiting === null ? written : `${JSON.stringify(waiting, null, 2)}\n`;
    waiting = null;
    if (text === written) return;
    try {
      await makeDirectory(dirname(file));
      await writeFileAtomically(file, text);
      written = text;
    } catch (error) {
      // The window opens elsewhere next time, which is no reason to trouble anybody.
      log.warn({ err: error, file }, 'where the window is could not be kept');
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(write);
    return writing;
  }

  return {
    keep(state) {
      waiting = state;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), quietMs);
    },
    flush,
  };
}
