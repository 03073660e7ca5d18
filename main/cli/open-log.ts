import { createLogger } from '../platform/logger.ts';
import type { Log } from '../clusterd/ports.ts';
import type { CommonOptions } from './options.ts';

/** Log lines go to standard error; standard output is for the ready lines. */
export function openLog({ logLevel, logFormat }: CommonOptions): Log {
  return createLogger({ level: logLevel, format: logFormat });
}
