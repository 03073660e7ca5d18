import type { Handler } from '#shared/contract/operation.ts';
import { OUR_CAPABILITIES, type ElektradContract } from '#shared/elektrad/contract.ts';
import { ELEKTRA_VERSION } from '#shared/model/elektra-version.ts';
import type { Context } from './context.ts';

/** The protocol is the first; libelektra counts it so. */
const API_VERSION = 1;

export function getVersion({ store, product }: Context): Handler<ElektradContract['version.get']> {
  return async () => ({
    api: API_VERSION,
    elektra: ELEKTRA_VERSION,
    id: store.id,
    product,
    capabilities: [...OUR_CAPABILITIES],
  });
}
