import { writeSync } from 'node:fs';

/**
 * Writes a line to standard output before anything else happens, for a child process that is going to be killed: what it has acknowledged, it has said.
 * The pipe to a parent that is slow to read may be full for a moment, which is no reason to end.
 */
export function sayAtOnce(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}
