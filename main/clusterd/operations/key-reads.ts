import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Fleet } from '../instances/fleet.ts';
import { keyState } from '../keys/key-version.ts';
import { readableName } from '../keys/names.ts';
import { keyNode } from '../keys/node.ts';
import { createPlaces } from '../keys/places.ts';
import { searchKeys } from '../keys/search.ts';
import { subtreeWithheldFrom, withheldFrom } from '../keys/withheld.ts';
import type { Ports } from '../ports.ts';
import type { Locks } from '../settings/locks.ts';

/** Batches of keys that searches read of one instance at the same time: whoever only wants to see a key is not to wait for many searches. */
const SEARCHES_READING = 2;

type KeyReads = Pick<typeof keyOperations, 'keys.read' | 'keys.readMany' | 'keys.find'>;

export function keyReadHandlers(
  fleet: Pick<Fleet, 'reach'>,
  locks: Pick<Locks, 'of'>,
  { digest, clock }: Pick<Ports, 'digest' | 'clock'>,
): Handlers<KeyReads> {
  const inPlace = createPlaces(SEARCHES_READING);
  const rest = () => new Promise<void>((resolve) => void clock.after(0, resolve));

  return {
    async 'keys.read'({ id, key, preload, children }, { signal, caller }) {
      const name = key === undefined || key === '/' ? null : readableName(key);
      const reading = await fleet.reach(id, (elektrad) => elektrad.read(name, children ? preload + 1 : 0, signal));
      const lockOf = (each: string) => locks.of(id, each);
      return keyNode(subtreeWithheldFrom(caller)(reading), { digest, lockOf, rest });
    },

    async 'keys.readMany'({ id, keys }, { signal, caller }) {
      const names = keys.map(readableName);
      const readings = await fleet.reach(id, (elektrad) => elektrad.readMany(names, signal));
      return {
        keys: readings
          .map(withheldFrom(caller))
          .map((reading) => keyState(reading, digest, locks.of(id, reading.name))),
      };
    },

    async 'keys.find'({ id, ...search }, call) {
      return fleet.reach(id, (elektrad) =>
        searchKeys(elektrad, search, { ...call, rest, read: (work) => inPlace(id, work) }),
      );
    },
  };
}
