import type { Handlers } from '#shared/contract/operation.ts';
import { OUR_CAPABILITIES, OWN_STORE, type ElektradContract } from '#shared/elektrad/contract.ts';
import type { Elektrad } from '../elektrad.ts';
import type { Ticks } from '../../platform/pace.ts';
import { createTurns } from '../operations/turns.ts';
import { keyOperations } from './key-operations.ts';
import { metadataOperations } from './metadata-operations.ts';
import type { KdbCommand } from './ports.ts';
import { readOperations } from './read-operations.ts';
import { setAllOperation } from './set-all-operation.ts';
import { transferOperations } from './transfer-operations.ts';

export interface KdbElektradDependencies {
  /** Closed with the elektrad. */
  readonly kdb: KdbCommand;
  /** Of the host's Elektra, for example 0.11.0. */
  readonly version: string;
  readonly product: { readonly name: string; readonly version: string };
  /** Milliseconds that only grow. */
  readonly ticks?: Ticks;
}

/** The protocol of the first elektrad; libelektra counts it so. */
const API_VERSION = 1;

/** The protocol of our elektrad on the host's own key database, through the `kdb` command. */
export function createKdbElektrad(dependencies: KdbElektradDependencies): Elektrad {
  const { kdb, product, version, ticks = () => performance.now() } = dependencies;
  const context = { kdb, ticks, turns: createTurns() };
  const [major = 0, minor = 0, micro = 0] = version.split('.').map(Number);
  const elektra = { version, major, minor, micro };
  const capabilities = OUR_CAPABILITIES.filter((capability) => capability !== OWN_STORE);
  const handlers: Handlers<ElektradContract> = {
    // There is no id: nothing in the host's database would prove that another address leads to the same one.
    'version.get': async () => ({ api: API_VERSION, elektra, product, capabilities }),
    ...readOperations(context),
    ...keyOperations(context),
    ...transferOperations(context),
    'kdb.setAll': setAllOperation(context),
    ...metadataOperations(context),
  };
  return { handlers, close: () => kdb.close() };
}
