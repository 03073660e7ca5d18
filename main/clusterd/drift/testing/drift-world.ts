import type { ClusterId } from '#shared/model/cluster.ts';
import { InstanceId } from '#shared/model/instance.ts';
import type { Metadata } from '#shared/model/key.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../../testing/clusterd-under-test.ts';

interface StoredKey {
  readonly value?: string;
  readonly meta: Metadata;
}

export interface DriftWorld extends ClusterdUnderTest {
  readonly top: ClusterId;
  readonly web: ClusterId;
  /** A cluster without members. */
  readonly other: ClusterId;
  id(name: string): InstanceId;
  host(name: string): ReturnType<ClusterdUnderTest['elektrads']['host']>;
  keys(name: string): Map<string, StoredKey>;
  /** Sets it and waits until it is delivered. */
  set(cluster: 'top' | 'web', key: string, value: string | null, meta?: Metadata): Promise<void>;
  /** Lets everything that runs come to an end. */
  quiet(): Promise<void>;
  /** Lets so many milliseconds pass, with all that becomes due on the way. */
  passes(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** A clusterd with these instances in a cluster `web` below `top`. Ids are the names. */
export async function driftWorld(names: readonly string[]): Promise<DriftWorld> {
  const test = await clusterdUnderTest();
  const { call, clock, elektrads } = test;
  const top = await call('clusters.create', { id: 'top', name: 'top' });
  const web = await call('clusters.create', { id: 'web', name: 'web', parentId: top.id });
  const other = await call('clusters.create', { id: 'other', name: 'other' });
  const clusters = { top: top.id, web: web.id };
  for (const name of names) await call('instances.create', { id: name, name, host: hostOf(name) });
  await call('clusters.joinMany', { id: web.id, instanceIds: [...names] });
  const quiet = async () => {
    for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
  };
  const host = (name: string) => elektrads.host(hostOf(name));
  return {
    ...test,
    ...clusters,
    other: other.id,
    host,
    quiet,
    id: (name) => InstanceId.parse(name),
    keys: (name) => host(name).keys,
    async set(cluster, key, value, meta = {}) {
      const edits = [{ kind: 'set' as const, key, value, meta }];
      const { hash } = await call('plans.make', { id: clusters[cluster], edits });
      await call('plans.apply', { id: clusters[cluster], hash });
      await quiet();
    },
    async passes(milliseconds) {
      for (let left = milliseconds; left > 0; left -= 30_000) {
        clock.advance(Math.min(left, 30_000));
        await quiet();
      }
    },
    close: () => test.clusterd.close(),
  };
}

function hostOf(name: string): string {
  return `http://${name}:1`;
}
