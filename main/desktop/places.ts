import { join, resolve } from 'node:path';
import { configDirectory, dataDirectory, logDirectory } from '../platform/paths.ts';

/** Where the application keeps what, as absolute paths. */
export interface Places {
  readonly data: string;
  /** Preferences, and where the window was. */
  readonly config: string;
  readonly logs: string;
}

/** Each in the place of the system for it; everything in one folder, shared with no other application of the same person, when that was chosen. */
export function placesOf(dataDir: string | undefined): Places {
  // An empty variable is one that was not set.
  if (dataDir === undefined || dataDir === '')
    return { data: dataDirectory(), config: configDirectory(), logs: logDirectory() };
  const data = resolve(dataDir);
  return { data, config: data, logs: join(data, 'logs') };
}
