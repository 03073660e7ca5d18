import { semantic, type Check } from './check.ts';

/**
 * `check/port` and `check/port/listen`: a number from 0 to 65535, as C's strtol reads it (nothing is 0). Names of services, and whether something
 * listens already, only the host knows. Words: libelektra's `network` plugin (elektraPortInfo in network.c).
 */
export const checkPort: Check = ({ name, value, meta }) => {
  if (meta['check/port'] === undefined && meta['check/port/listen'] === undefined) return null;
  const number = /^[ \t\n\v\f\r]*([+-]?[0-9]+)$/.exec(value)?.[1];
  if (number === undefined) return null;
  const port = Number(number);
  return port >= 0 && port <= 65535 ? null : semantic(`Port ${number} on key ${name} was not within 0 - 65535`);
};
