import { pino, type DestinationStream } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { redact, redactText } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

interface LoggerOptions {
  readonly level: LogLevel;
  /** For people, one line and its fields below, or for programs, one JSON object per line. */
  readonly format: 'pretty' | 'json';
  /** Standard error unless told. */
  readonly destination?: DestinationStream;
}

interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * A line is written when the call returns, so the last one before an exit is there as well. Secrets are taken out by the names of their fields, at any
 * depth, and out of sentences and addresses.
 */
export function createLogger({ level, format, destination = standardError() }: LoggerOptions): Logger {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors are plain fields by then; pino's own serializer would mix their causes into the message.
      serializers: { err: (value: unknown) => value },
    },
    format === 'json' ? destination : prettyLines(destination),
  );
  const write =
    (at: LogLevel) =>
    (fields: object, message: string): void => {
      if (logger.isLevelEnabled(at)) logger[at](redact(fields), redactText(message));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** Not a stream of its own: what waits in one is lost at an exit. */
function standardError(): DestinationStream {
  return pino.destination({ fd: 2, sync: true });
}

function prettyLines(destination: DestinationStream): DestinationStream {
  const pretty = prettyFactory({
    colorize: process.stderr.isTTY && !process.env['NO_COLOR'],
    translateTime: 'SYS:HH:MM:ss.l',
    errorLikeObjectKeys: ['err', 'error'],
  });
  return { write: (line) => void destination.write(pretty(line)) };
}
