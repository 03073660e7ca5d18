import { isArrayPart } from '#shared/model/array-part.ts';
import { partsOf, tryParseKeyName } from '#shared/model/key-name.ts';
import type { KeyReading, TurnReads } from '../ports.ts';
import { readBatches } from './read-batches.ts';

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

interface Place {
  name: string | null;
  readonly children: Map<string, Place>;
}

/** Finds the names in `spec:` that speak of a key: part by part the same, or `_`, or `#` for an array part. */
function specifications(names: readonly string[]): (name: string) => readonly string[] {
  const root: Place = { name: null, children: new Map() };
  for (const name of names) {
    let place = root;
    for (const part of partsIn(name)) {
      const next: Place = place.children.get(part) ?? { name: null, children: new Map() };
      place.children.set(part, next);
      place = next;
    }
    place.name = name;
  }
  return (name) => {
    let places: readonly Place[] = [root];
    for (const part of partsIn(name)) {
      const kinds = new Set([part, isArrayPart(part) ? '#' : '_']);
      places = places.flatMap(({ children }) => [...kinds].flatMap((kind) => children.get(kind) ?? []));
    }
    return places.flatMap((place) => place.name ?? []);
  };
}

/** None of a name that our rules forbid: nothing there is written. */
function partsIn(name: string): readonly string[] {
  const parsed = tryParseKeyName(name);
  return parsed.ok ? partsOf(parsed.name) : [];
}
