import { defineContract } from '../contract/operation.ts';
import { accessOperations } from './access.ts';
import { instanceOperations } from './instances.ts';
import { keyOperations } from './keys.ts';
import { versionOperations } from './versions.ts';

/** Everything clusterd offers, over every transport. */
export const clusterdContract = defineContract({
  ...versionOperations,
  ...instanceOperations,
  ...keyOperations,
  ...accessOperations,
});
export type ClusterdContract = typeof clusterdContract;
