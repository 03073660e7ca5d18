import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { keyHandlers } from '../clusterd/operations/keys.ts';
import type { Elektrad } from '../clusterd/ports.ts';
import { openRegistry } from '../clusterd/registry/registry.ts';
import { createFakeClock } from '../clusterd/testing/fake-clock.ts';
import { createFakeDigest } from '../clusterd/testing/fake-digest.ts';
import { createFakeSealing } from '../clusterd/testing/fake-sealing.ts';
import { createMemoryDocumentStore } from '../clusterd/testing/memory-document-store.ts';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { bareFleet } from './bare-fleet.ts';

/** Acts on the keys of one elektrad, which is in no cluster; what they change is recorded in memory. */
export function bareKeyHandlers(elektrad: () => Elektrad): Handlers<typeof keyOperations> {
  const ports = {
    digest: createFakeDigest(),
    log: createSilentLog(),
    clock: createFakeClock(),
    sealing: createFakeSealing(),
  };
  const registry = openRegistry({ ...ports, store: createMemoryDocumentStore() });
  return keyHandlers({
    fleet: bareFleet(elektrad),
    locks: { of: () => null, refuse: () => undefined },
    changes: {
      begin: async (change) => (await registry).changes.begin(change),
      settleSoon: (begun, end) => void registry.then(({ changes }) => changes.settleSoon(begun, end)),
    },
    tell: () => undefined,
    ports,
  });
}
