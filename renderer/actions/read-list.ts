import { READ_MANY_LIMIT } from '#shared/clusterd/keys.ts';
import { arrayIndexOf } from '#shared/model/array-part.ts';
import type { SubjectId } from '../stores/subject.ts';
import { storedPartsOf } from '#shared/model/key-name.ts';
import type { KeyState, Metadata } from '#shared/model/key.ts';
import type { useClient } from '../api/clusterd-client.ts';
import { listNames, readKeys } from '../stores/subject-keys.ts';
import { specKeysOf } from '../stores/spec-keys.ts';

type ClusterdClient = ReturnType<typeof useClient>;

/** More elements than these are not edited as one list. */
export const LIST_LIMIT = 200;

/** An array as it is stored now. */
export interface ListReading {
  readonly array: KeyState;
  /** All names at and below it. */
  readonly names: readonly string[];
  /** In the order of their numbers; gaps are possible. */
  readonly elements: readonly KeyState[];
  /** How many elements there are; when there are more than `LIST_LIMIT` they were not read. */
  readonly count: number;
  /** Some elements are more than one key. */
  readonly isNested: boolean;
  /** What `spec:/` says of the elements, and so may stand in the metadata of each. */
  readonly specified: Metadata;
}

/** Reads an array with its elements and their metadata. `names` are all names of the instance. @throws ElektraError, CancelledError */
export async function readList(
  client: ClusterdClient,
  id: SubjectId,
  key: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ListReading> {
  const ls = await listNames(client, id, { key, inherited: true, signal });
  const depth = storedPartsOf(key).length;
  const below = ls.map((name) => ({ name, parts: storedPartsOf(name) })).filter(({ parts }) => parts.length > depth);
  const inElements = below.filter(({ parts }) => arrayIndexOf(parts[depth] ?? '') !== null);
  const elements = inElements
    .filter(({ parts }) => parts.length === depth + 1)
    .sort((a, b) => (indexAt(a.parts, depth) < indexAt(b.parts, depth) ? -1 : 1))
    .map(({ name }) => name);
  const isRead = elements.length <= LIST_LIMIT;
  const specs = isRead ? specKeysOf(elements[0] ?? key, names).slice(0, READ_MANY_LIMIT - LIST_LIMIT - 1) : [];
  const asked = [key, ...(isRead ? elements : []), ...(elements.length === 0 ? [] : specs)];
  const [array, ...rest] = await readKeys(client, id, asked, signal);
  if (array === undefined) throw new Error(`clusterd left out ${key}.`);
  return {
    array,
    names: ls,
    elements: rest.slice(0, isRead ? elements.length : 0).filter(({ exists }) => exists),
    count: elements.length,
    isNested: inElements.length > elements.length,
    specified: Object.assign({}, ...rest.slice(elements.length).map(({ meta }) => meta)) as Metadata,
  };
}

function indexAt(parts: readonly string[], depth: number): bigint {
  return arrayIndexOf(parts[depth] ?? '') ?? -1n;
}
