import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One run of the real command, as it was recorded. `file` is what an export wrote, or what an import was given. */
export interface RecordedRun {
  readonly note?: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly file?: string;
}

interface Transcript {
  readonly libelektra: string;
  readonly runs: readonly RecordedRun[];
}

/** Runs of libelektra 0.11.0's `kdb` in one empty home, in order: later ones see what earlier ones stored. */
export function recordedRuns(): readonly RecordedRun[] {
  const path = fileURLToPath(new URL('kdb-transcript.json', import.meta.url));
  return (JSON.parse(readFileSync(path, 'utf8')) as Transcript).runs;
}
