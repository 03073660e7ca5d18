import { expect } from 'vitest';
import type { InstanceId } from '#shared/model/instance.ts';
import { IDENTITY_KEY } from '#shared/model/own-keys.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../../testing/clusterd-under-test.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import { createFakeElektrads } from '../../testing/fake-elektrads.ts';
import { createMemoryDocumentStore } from '../../testing/memory-document-store.ts';
import { createMemorySecrets } from '../../testing/memory-secrets.ts';
import { until } from '#shared/testing/until.ts';

export const A = 'http://a:1';
export const B = 'http://b:1';
/** Longer than a marker that was read counts, in milliseconds. */
export const A_MINUTE = 60_000;

export type Fields = { readonly force?: boolean; readonly marker?: boolean };
export const add = ({ call }: ClusterdUnderTest, host: string, fields: Fields = {}) =>
  call('instances.create', { name: host, host, ...fields });
export const write = ({ call }: ClusterdUnderTest, id: InstanceId) =>
  call('keys.set', { id, key: 'user:/a', value: 'x' });
export const stateOf = async ({ call }: ClusterdUnderTest, id: InstanceId) =>
  (await call('instances.get', { id })).identity;
export const markerAt = ({ elektrads }: ClusterdUnderTest, host: string): unknown =>
  JSON.parse(elektrads.host(host).ownKeys.get(IDENTITY_KEY)?.value ?? 'null');

/** Copies the data of one host to another, as a machine is cloned. */
export function clone({ elektrads }: ClusterdUnderTest, from: string, to: string): void {
  for (const kind of ['keys', 'ownKeys'] as const) {
    elektrads.host(to)[kind].clear();
    for (const [name, key] of elektrads.host(from)[kind]) elektrads.host(to)[kind].set(name, key);
  }
}

/** It goes away and comes back, and is asked by a person. */
export async function returns(
  test: ClusterdUnderTest,
  id: InstanceId,
  host: string,
  meanwhile = (): void => undefined,
) {
  test.elektrads.host(host).up = false;
  await expect(test.call('instances.test', { id })).rejects.toMatchObject({ code: 'INSTANCE_UNREACHABLE' });
  await until(async () => expect((await test.call('instances.get', { id })).seen.state).toBe('offline'));
  meanwhile();
  test.elektrads.host(host).up = true;
  await test.call('instances.test', { id });
}

/** Two clusterds that reach the same hosts at the same time. */
export async function twoClusterds() {
  const [elektrads, clock] = [createFakeElektrads(), createFakeClock()];
  const one = (name: string) =>
    clusterdUnderTest(createMemoryDocumentStore(), elektrads, createMemorySecrets(), { name, clock });
  return { ours: await one('ours'), theirs: await one('their'), clock, elektrads };
}
