import type { Client } from '#shared/contract/client.ts';
import type { SettingState } from '#shared/clusterd/settings.ts';
import type { KeyState } from '#shared/model/key.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { clusterOf, isClusterSubject, type SubjectId } from './subject.ts';

type ClusterdClient = Pick<Client<ClusterdContract>, 'call'>;

/** Which cluster sets a key, who and when (milliseconds since 1970 UTC). */
export type SettingOrigin = Pick<SettingState, 'clusterId' | 'by' | 'at'>;

/** A key as it is shown. Of a cluster's key `origin` says where it is set: there, or above. */
export type ShownKey = KeyState & { readonly origin?: SettingOrigin };

interface NamesWanted {
  /** At and below this one alone. */
  readonly key?: string | undefined;
  /** Of a cluster also what those above it set. */
  readonly inherited?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The names of an instance's keys, or of a cluster's settings. @throws ElektraError, CancelledError */
export async function listNames(
  client: ClusterdClient,
  subject: SubjectId,
  { key, inherited = false, signal }: NamesWanted = {},
): Promise<readonly string[]> {
  const wanted = { ...(key !== undefined && { key }), children: false };
  const options = signal === undefined ? {} : { signal };
  if (!isClusterSubject(subject)) return (await client.call('keys.read', { id: subject, ...wanted }, options)).ls;
  const id = clusterOf(subject);
  return (await client.call('settings.read', { id, ...wanted, inherited }, options)).ls;
}

/** Keys of an instance, or what is set of them in a cluster and above it, in the order asked for. @throws ElektraError, CancelledError */
export async function readKeys(
  client: ClusterdClient,
  subject: SubjectId,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<readonly ShownKey[]> {
  const options = signal === undefined ? {} : { signal };
  if (!isClusterSubject(subject)) {
    return (await client.call('keys.readMany', { id: subject, keys: [...keys] }, options)).keys;
  }
  const answer = await client.call('settings.readMany', { id: clusterOf(subject), keys: [...keys] }, options);
  return answer.keys.map((setting) => shownSetting(setting, clusterOf(subject)));
}

/** What a cluster above sets is locked here as it is in the members. */
function shownSetting({ key, exists, value, meta, version, clusterId, by, at }: SettingState, own: string): ShownKey {
  const state = { key, exists, meta, version, ...(value !== null && { value }) };
  if (!exists) return state;
  const origin = { clusterId, by, at };
  if (clusterId === own) return { ...state, origin };
  return { ...state, origin, lockedBy: { ...origin, clusterName: '', key, metakeys: null, removing: false } };
}
