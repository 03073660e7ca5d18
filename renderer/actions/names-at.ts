import type { Client } from '#shared/contract/client.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { SubjectId } from '../stores/subject.ts';
import { listNames } from '../stores/subject-keys.ts';

export type ClusterdClient = Pick<Client<ClusterdContract>, 'call'>;

/** The names at and below one, as the instance, or the cluster itself, has them now. */
export async function namesAt(
  client: ClusterdClient,
  id: SubjectId,
  key: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  return listNames(client, id, { key, signal });
}
