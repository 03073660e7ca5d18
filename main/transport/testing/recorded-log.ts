import type { TransportLog } from '../transport-log.ts';

export interface LogLine {
  readonly level: keyof TransportLog;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A log that a test can read. */
export function recordedLog(): TransportLog & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const writer = (level: keyof TransportLog) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error'), lines };
}
