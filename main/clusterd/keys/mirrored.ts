import type { KeyReading, TurnReads } from '../ports.ts';
import { readBatches } from './read-batches.ts';
import { specifications } from './specifications.ts';

/** Metakeys of a key that only mirror `spec:`, and the key there that says so. */
export type Mirrored = (key: KeyReading) => ReadonlyMap<string, string>;

const NONE: ReadonlyMap<string, string> = new Map();

/**
 * What of the metadata of these keys comes from `spec:`: an elektrad shows it with the key, and it cannot be taken off there.
 * @see https://www.libelektra.org/plugins/spec
 */
export async function readMirrored(turn: TurnReads, keys: readonly KeyReading[]): Promise<Mirrored> {
  const bearing = keys.filter(({ name, meta }) => !name.startsWith('spec:/') && Object.keys(meta).length > 0);
  if (bearing.length === 0) return () => NONE;
  const { names } = await turn.read('spec:/');
  const matching = specifications(names);
  const specified = new Map(bearing.map(({ name }) => [name, matching(name)]));
  const read = await readBatches(turn, [...new Set([...specified.values()].flat())]);
  const readings = new Map(read.map((reading) => [reading.name, reading]));
  return ({ name, meta }) => {
    const said = (specified.get(name) ?? []).flatMap((each) => readings.get(each) ?? []);
    return new Map(
      said.flatMap((spec) =>
        Object.keys(meta)
          .filter((metakey) => spec.meta[metakey] === meta[metakey])
          .map((metakey) => [metakey, spec.name] as const),
      ),
    );
  };
}
