import type { KeyName } from '#shared/model/key-name.ts';
import type { Pace } from './pace.ts';

/** Names of one moment, taken in slices. */
export async function collectNames(
  names: Iterable<KeyName>,
  pace: Pace,
  isWanted: (name: KeyName) => boolean = () => true,
): Promise<KeyName[]> {
  const taken: KeyName[] = [];
  for (const name of names) {
    if (isWanted(name)) taken.push(name);
    if (pace.isDue()) await pace.rest();
  }
  return taken;
}
