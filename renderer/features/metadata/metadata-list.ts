import { arrayIndexOf, arrayPart } from '#shared/model/array-part.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { Metakeys } from '../../stores/meta-draft.ts';

/** The elements `metakey/#…` in the order of their numbers. */
export function listOf(meta: Metadata, metakey: string): readonly string[] {
  return elementsOf(meta, metakey).map((name) => meta[name] ?? '');
}

/** What to write so that the elements are these: the elements, the last one's name, and null for what is not needed any more. */
export function listChanges(meta: Metadata, metakey: string, elements: readonly string[]): Metakeys {
  const gone = elementsOf(meta, metakey).map((name) => [name, null] as const);
  const written = elements.map((value, index) => [`${metakey}/${arrayPart(index)}`, value] as const);
  const last = elements.length === 0 ? '' : arrayPart(elements.length - 1);
  return { ...Object.fromEntries(gone), ...Object.fromEntries(written), [metakey]: last };
}

function elementsOf(meta: Metadata, metakey: string): readonly string[] {
  return Object.keys(meta)
    .map((name) => ({
      name,
      index: name.startsWith(`${metakey}/`) ? arrayIndexOf(name.slice(metakey.length + 1)) : null,
    }))
    .filter((element): element is { name: string; index: bigint } => element.index !== null)
    .sort((a, b) => (a.index < b.index ? -1 : 1))
    .map(({ name }) => name);
}
