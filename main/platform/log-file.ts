import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectorySync } from './paths.ts';

/** Where a logger's lines go. Writing never fails: what is in the way is said once, and the program goes on without its log. */
export interface LogFile {
  write(line: string): void;
  close(): void;
}

export interface LogFileOptions {
  readonly folder: string;
  /** Bytes of one file. */
  readonly size?: number;
  /** How many there are, the newest included. */
  readonly files?: number;
  /** Is told once when lines cannot be written, and once when they can be again. */
  readonly say?: (sentence: string) => void;
}

const NAME = 'elektra-web';
const MEBIBYTE = 1024 * 1024;

/**
 * `elektra-web.log`, and the older `elektra-web.1.log` to `elektra-web.4.log`. A line is with the operating system when `write` returns, so that the last
 * one before a crash is there as well; this costs some microseconds, and nothing waits for the disk.
 */
export function openLogFile(options: LogFileOptions): LogFile {
  const { folder, size: limit = 5 * MEBIBYTE, files = 5, say = sayOnStandardError } = options;
  const pathOf = (age: number): string => join(folder, age === 0 ? `${NAME}.log` : `${NAME}.${age}.log`);
  let file: number | null = null;
  let size = 0;
  /** A file that cannot be renamed now, because Windows shows it to somebody, is tried again later. */
  let turnAt = limit;
  let isCut = false;
  let missed = 0;

  function open(): number {
    makeDirectorySync(folder);
    const opened = openSync(pathOf(0), 'a', 0o600);
    size = fstatSync(opened).size;
    turnAt = limit;
    return opened;
  }

  function turn(): void {
    close();
    try {
      for (let age = files - 2; age >= 0; age -= 1) renameIfThere(pathOf(age), pathOf(age + 1));
      file = open();
    } catch {
      // The old file goes on; `append` tells when not even that can be written.
      file = open();
      turnAt = size + limit;
    }
  }

  function append(line: string): void {
    const bytes = Buffer.from(isCut ? `\n${line}` : line);
    file ??= open();
    if (size > 0 && size + bytes.length > turnAt) turn();
    for (let at = 0; at < bytes.length;) {
      const written = writeSync(file, bytes, at);
      at += written;
      size += written;
      isCut = at < bytes.length;
    }
  }

  function close(): void {
    if (file !== null) closeSync(file);
    file = null;
  }

  return {
    write(line) {
      try {
        append(line);
        if (missed > 0) say(`The log file in ${folder} is written again; ${missed} lines are missing.`);
        missed = 0;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (missed === 0)
          say(`The log file in ${folder} cannot be written (${reason}). Everything goes on without it.`);
        missed += 1;
      }
    },
    close,
  };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function sayOnStandardError(sentence: string): void {
  process.stderr.write(`elektra-web: ${sentence}\n`);
}
