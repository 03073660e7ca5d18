import type { InstanceId } from '#shared/model/instance.ts';
import { isOwnKey } from '#shared/model/own-keys.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from './clusterd-under-test.ts';

/** The host of the one instance. */
export const HOST = 'http://a:1';

export interface WithInstance extends ClusterdUnderTest {
  readonly id: InstanceId;
  readonly keys: Map<string, { value?: string; meta: Record<string, string> }>;
}

/** A clusterd with one instance, which holds these keys. */
export async function withInstance(keys: Record<string, string> = {}): Promise<WithInstance> {
  const test = await clusterdUnderTest();
  const { id } = await test.call('instances.create', { name: 'a', host: HOST });
  const host = test.elektrads.host(HOST);
  const stored = host.keys as WithInstance['keys'];
  for (const [name, value] of Object.entries(keys))
    (isOwnKey(name) ? host.ownKeys : stored).set(name, { value, meta: {} });
  return { ...test, id, keys: stored };
}
