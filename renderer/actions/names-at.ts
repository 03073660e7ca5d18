import type { Client } from '#shared/contract/client.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { InstanceId } from '#shared/model/instance.ts';

export type ClusterdClient = Pick<Client<ClusterdContract>, 'call'>;

/** The names at and below one, as the instance lists them now. */
export async function namesAt(
  client: ClusterdClient,
  id: InstanceId,
  key: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { ls } = await client.call('keys.read', { id, key, children: false }, signal === undefined ? {} : { signal });
  return ls;
}
