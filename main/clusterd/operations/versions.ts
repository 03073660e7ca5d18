import type { versionOperations } from '#shared/clusterd/versions.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ELEKTRA_VERSION } from '#shared/model/elektra-version.ts';
import type { Self } from '../identity/self.ts';

export interface Product {
  readonly name: string;
  readonly version: string;
}

export function versionHandlers(product: Product, self: Self): Handlers<typeof versionOperations> {
  const { micro } = ELEKTRA_VERSION;
  const answer = { api: 1, product: { ...product }, elektra: { ...ELEKTRA_VERSION, patch: micro } };
  return {
    'versions.get': async () => answer,
    'clusterd.self': async () => ({ ...self, formerIds: [...self.formerIds] }),
  };
}
