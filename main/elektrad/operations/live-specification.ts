import { parseKeyName } from '#shared/model/key-name.ts';
import { createSpecification, type Specification } from '../kdb/specification.ts';
import type { KeyStore } from '../ports.ts';
import { createPace, type Ticks } from '../../platform/pace.ts';

/**
 * The specification of a store, read when it is needed first. From then on whoever changes a key below `spec:` changes it too, in a turn of its own
 * that begins by asking for it.
 */
export interface LiveSpecification {
  (): Specification | Promise<Specification>;
  /** Puts another in its place, once the keys that it comes from are stored. */
  replace(next: Specification): void;
}

export const SPEC_ROOT = parseKeyName('spec:/');

export function createLiveSpecification(store: KeyStore, ticks: Ticks): LiveSpecification {
  let known: Specification | null = null;
  let reading: Promise<Specification> | null = null;

  async function read(): Promise<Specification> {
    const specification = createSpecification();
    // Others may wait for it too, so it goes on when the caller who needed it first is gone.
    const pace = createPace(ticks);
    for (const name of store.names(SPEC_ROOT)) {
      specification.set(name, store.get(name)?.meta ?? {});
      if (pace.isDue()) await pace.rest();
    }
    known = specification;
    return specification;
  }

  async function whenRead(): Promise<Specification> {
    reading ??= read();
    try {
      return await reading;
    } finally {
      reading = null;
    }
  }

  // Every read asks, so it waits only the first time.
  return Object.assign(() => known ?? whenRead(), {
    replace(next: Specification) {
      known = next;
    },
  });
}
