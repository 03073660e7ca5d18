import type { Handlers } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { removeMetadata, setManyMetadata, setMetadata } from './operations/change-metadata.ts';
import type { Context } from './operations/context.ts';
import { findNames } from './operations/find-names.ts';
import { getKey } from './operations/get-key.ts';
import { createLiveSpecification } from './operations/live-specification.ts';
import type { Ticks } from '../platform/pace.ts';
import { readMany } from './operations/read-many.ts';
import { removeKey } from './operations/remove-key.ts';
import { setAll } from './operations/set-all.ts';
import { setKey } from './operations/set-key.ts';
import { copyKeys, moveKeys } from './operations/transfer-keys.ts';
import { createTurns } from './operations/turns.ts';
import { getVersion } from './operations/version.ts';
import type { KeyStore } from './ports.ts';

export interface ElektradDependencies {
  /** Closed with the elektrad. */
  readonly store: KeyStore;
  readonly product: { readonly name: string; readonly version: string };
  /** Milliseconds that only grow; how long a handler may run without a rest is measured by them. */
  readonly ticks?: Ticks;
}

export interface Elektrad {
  readonly handlers: Handlers<ElektradContract>;
  /** Waits for the writes that were asked for, and closes the store. */
  close(): Promise<void>;
}

/** Our elektrad: the protocol of the field's, without its faults, on a store of its own. */
export function createElektrad({ store, product, ticks = () => performance.now() }: ElektradDependencies): Elektrad {
  const specification = createLiveSpecification(store, ticks);
  const context: Context = { store, product, ticks, specification, turns: createTurns() };
  return {
    handlers: {
      'version.get': getVersion(context),
      'kdb.get': getKey(context),
      'kdb.set': setKey(context),
      'kdb.remove': removeKey(context),
      'kdb.find': findNames(context),
      'kdb.readMany': readMany(context),
      'kdb.move': moveKeys(context),
      'kdb.copy': copyKeys(context),
      'kdb.setAll': setAll(context),
      'meta.set': setMetadata(context),
      'meta.remove': removeMetadata(context),
      'meta.setMany': setManyMetadata(context),
    },
    close: () => store.close(),
  };
}
