import { READ_MANY_LIMIT, SET_ALL_LIMIT } from '#shared/clusterd/keys.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { SubjectId } from '../stores/subject.ts';
import type { KeyState } from '#shared/model/key.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { readKeys } from '../stores/subject-keys.ts';
import { namesAt, type ClusterdClient } from './names-at.ts';

/** A key whose value is text. */
export type TextKey = KeyState & { readonly value: string };

/**
 * All keys at and below some names, with values and metadata. `notCarried` makes the sentence for keys that hold binary data or null.
 * @throws ElektraError VALUE_NOT_CARRIED, TOO_LARGE, …; CancelledError
 */
export async function readSubtrees(
  client: ClusterdClient,
  id: SubjectId,
  roots: readonly string[],
  notCarried: (names: readonly string[]) => string,
  control: ActControl,
): Promise<readonly TextKey[]> {
  const names: string[] = [];
  for (const root of roots) names.push(...(await namesAt(client, id, root, control.signal)));
  if (names.length > SET_ALL_LIMIT) throw new ElektraError('TOO_LARGE', undefined, { data: { limit: SET_ALL_LIMIT } });
  const states = (await readMany(client, id, names, control)).filter(({ exists }) => exists);
  const binary = states.filter(({ value }) => value === undefined).map(({ key }) => key);
  const [first] = binary;
  if (first !== undefined) {
    const reason = notCarried(binary);
    throw new ElektraError('VALUE_NOT_CARRIED', reason, { data: { key: first, reason } });
  }
  return states.map((state) => ({ ...state, value: state.value ?? '' }));
}

/** Reads keys in batches, saying how far it is. @throws ElektraError, CancelledError */
export async function readMany(
  client: ClusterdClient,
  id: SubjectId,
  names: readonly string[],
  { signal, onProgress }: ActControl,
): Promise<readonly KeyState[]> {
  const states: KeyState[] = [];
  while (states.length < names.length) {
    const batch = names.slice(states.length, states.length + READ_MANY_LIMIT);
    states.push(...(await readKeys(client, id, batch, signal)));
    onProgress({ step: 'read', done: states.length, total: names.length });
  }
  return states;
}
