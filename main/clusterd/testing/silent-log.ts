import type { Log } from '../ports.ts';

interface LogEntry {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

/** Writes nothing, and remembers what it was told. */
export interface SilentLog extends Log {
  readonly entries: readonly LogEntry[];
}

export function createSilentLog(): SilentLog {
  const entries: LogEntry[] = [];
  const at =
    (level: keyof Log) =>
    (fields: object, message: string): void => {
      entries.push({ level, fields, message });
    };
  return { entries, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
