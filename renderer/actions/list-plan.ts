import { arrayPart } from '#shared/model/array-part.ts';
import { joinKeyName, parseKeyName } from '#shared/model/key-name.ts';
import type { KeyState, Metadata } from '#shared/model/key.ts';
import type { ListItem } from '../stores/list-draft.ts';
import type { ListReading } from './read-list.ts';

interface Write {
  readonly key: string;
  readonly value: string;
  readonly meta?: Metadata;
}

/** What makes an array have certain elements, in three steps that are harmless when a later one fails. */
export interface ListPlan {
  /** Written first, all or none: elements that are new, changed or moved. */
  readonly writes: readonly Write[];
  /** The name of the last element, `''` of an empty array. */
  readonly last: string;
  /** Then: metadata that stayed where an element has moved away from. */
  readonly stale: readonly { readonly key: string; readonly metakeys: readonly string[] }[];
  /** At last: elements beyond the end, the last one first. */
  readonly superfluous: readonly string[];
}

/** An element that moves takes its metadata along, but not those that `spec:/` gives every element. */
export function planList({ array, elements, specified }: ListReading, items: readonly ListItem[]): ListPlan {
  const parent = parseKeyName(array.key);
  const present = new Map(elements.map((element) => [element.key, element]));
  const targets = items.map(({ from, value }, index) => {
    const key: string = joinKeyName(parent, arrayPart(index));
    const own = from === null ? {} : ownMeta(present.get(from), specified);
    return { key, value, own, before: present.get(key), moved: from !== key };
  });
  const writes = targets
    .filter(({ before, value, moved }) => before === undefined || moved || before.value !== value)
    .map(({ key, value, own, moved }) => ({ key, value, ...(moved && Object.keys(own).length > 0 && { meta: own }) }));
  const stale = targets
    .filter(({ moved }) => moved)
    .map(({ key, own, before }) => ({
      key,
      metakeys: Object.keys(ownMeta(before, specified)).filter((metakey) => !(metakey in own)),
    }))
    .filter(({ metakeys }) => metakeys.length > 0);
  const kept = new Set(targets.map(({ key }) => key));
  return {
    writes,
    last: items.length === 0 ? '' : arrayPart(items.length - 1),
    stale,
    superfluous: elements
      .map(({ key }) => key)
      .filter((key) => !kept.has(key))
      .reverse(),
  };
}

function ownMeta(state: KeyState | undefined, specified: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(state?.meta ?? {}).filter(([metakey, value]) => specified[metakey] !== value),
  );
}
