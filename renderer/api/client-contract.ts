import { clusterdContract as base } from '#shared/clusterd/contract.ts';
import { clusterOperations } from '#shared/clusterd/clusters.ts';
import { driftOperations } from '#shared/clusterd/drift.ts';
import { planOperations } from '#shared/clusterd/plans.ts';
import { rolloutOperations } from '#shared/clusterd/rollouts.ts';
import { settingOperations } from '#shared/clusterd/settings.ts';
import { defineContract } from '#shared/contract/operation.ts';

/** What the interface calls of clusterd. */
export const clusterdContract = defineContract({
  ...base,
  ...clusterOperations,
  ...settingOperations,
  ...planOperations,
  ...rolloutOperations,
  ...driftOperations,
});
export type ClusterdContract = typeof clusterdContract;
