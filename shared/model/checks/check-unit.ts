import { syntactic, type Check } from './check.ts';
import { isNormalised } from './normalised.ts';

const UNITS: readonly string[] = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** `check/unit`: an amount of memory, as libelektra's `unit` plugin reads it. What is written is stored; the plugin hands out bytes, and takes it back. */
export const checkUnit: Check = ({ value, meta }) => {
  if (meta['check/unit'] === undefined || isNormalised(meta)) return null;
  const unit = /^[ \t\n\v\f\r]*[+-]?[0-9]+(?![0-9])([^]*)$/.exec(value)?.[1];
  if (unit !== undefined && UNITS.includes(unit.replaceAll(' ', ''))) return null;
  return syntactic(
    `The string '${value}' is not following the format guidelines of (<numerical value><optional space><memory unit>, e.g. 128 MB) !`,
  );
};
