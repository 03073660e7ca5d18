import { isArrayPart } from '#shared/model/array-part.ts';
import { partsOf, type KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { namespaceOf } from '#shared/model/namespace.ts';

/** A key of `spec:` and what it says about the keys that its name matches. */
export interface Rule {
  readonly name: KeyName;
  readonly metadata: Metadata;
}

/**
 * What the keys below `spec:/` say about those of the other namespaces. A part `#` matches array parts, `_` all others, every other part itself.
 * @see https://www.libelektra.org/plugins/spec
 */
export interface Specification {
  /** The rules that match a key's name, those that weigh more behind the others: a part itself before a glob, decided by the first difference from the end. */
  rulesFor(name: KeyName): readonly Rule[];
  /** All that the rules say, joined. A key's own metadata comes before it. */
  metadataFor(name: KeyName): Metadata;
  /** Whether there is a rule with this very name. */
  has(name: KeyName): boolean;
  set(name: KeyName, metadata: Metadata): void;
  remove(name: KeyName): void;
  removeSubtree(name: KeyName): void;
}

interface Place {
  rule: Rule | null;
  readonly children: Map<string, Place>;
}

/** What is said about a key that no rule matches; compared by identity. */
export const NOTHING: Metadata = Object.freeze({});

export function createSpecification(): Specification {
  const root = emptyPlace();

  function placeOf(parts: readonly string[]): Place | undefined {
    return parts.reduce<Place | undefined>((place, part) => place?.children.get(part), root);
  }

  function rulesFor(name: KeyName): readonly Rule[] {
    if ((root.children.size === 0 && root.rule === null) || namespaceOf(name) === 'spec') return [];
    let places: readonly Place[] = [root];
    for (const part of partsOf(name)) {
      const glob = globFor(part);
      // A place that is both would come twice.
      const kinds = part === glob ? [part] : [glob, part];
      places = kinds
        .flatMap((kind) => places.map((place) => place.children.get(kind)))
        .filter((place) => place !== undefined);
      if (places.length === 0) return [];
    }
    return places.map((place) => place.rule).filter((rule) => rule !== null);
  }

  return {
    rulesFor,
    metadataFor: (name) => joined(rulesFor(name)),
    has: (name) => (placeOf(partsOf(name))?.rule ?? null) !== null,
    set(name, metadata) {
      let place = root;
      for (const part of partsOf(name)) {
        const next = place.children.get(part) ?? emptyPlace();
        place.children.set(part, next);
        place = next;
      }
      place.rule = { name, metadata };
    },
    remove(name) {
      const place = placeOf(partsOf(name));
      if (place !== undefined) place.rule = null;
    },
    removeSubtree(name) {
      const parts = partsOf(name);
      const last = parts.at(-1);
      if (last !== undefined) placeOf(parts.slice(0, -1))?.children.delete(last);
      else {
        root.rule = null;
        root.children.clear();
      }
    },
  };
}

/** What rules say together; a later one comes before an earlier one. */
export function joined(rules: readonly Rule[]): Metadata {
  return rules.reduce((all, { metadata }) => (all === NOTHING ? metadata : { ...all, ...metadata }), NOTHING);
}

/** The glob that an unescaped part matches. */
export function globFor(part: string): '#' | '_' {
  return isArrayPart(part) ? '#' : '_';
}

function emptyPlace(): Place {
  return { rule: null, children: new Map() };
}
