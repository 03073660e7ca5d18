import { isArrayPart } from '#shared/model/array-part.ts';
import { partsOf, tryParseKeyName } from '#shared/model/key-name.ts';

interface Place {
  name: string | null;
  readonly children: Map<string, Place>;
}

/** Finds the names in `spec:` that speak of a key: part by part the same, or `_`, or `#` for an array part. */
export function specifications(names: Iterable<string>): (name: string) => readonly string[] {
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
