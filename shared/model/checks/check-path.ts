import { syntactic, type Check } from './check.ts';

/** What libelektra's `path` plugin takes besides absolute paths, as in a table of mounts. */
const NO_PATHS: readonly string[] = ['proc', 'tmpfs', 'none'];

/** `check/path`: the path is absolute. Whether it exists and who may read it, only the host knows. */
export const checkPath: Check = ({ name, value, meta }) => {
  if (meta['check/path'] === undefined || value.startsWith('/') || NO_PATHS.includes(value)) return null;
  return syntactic(`Given path '${value}' should be absolute for key ${name}`);
};
