import { defineContract } from '../contract/operation.ts';
import { accessOperations } from './access.ts';
import { backupsOperations } from './backups.ts';
import { clusterOperations } from './clusters.ts';
import { driftOperations } from './drift.ts';
import { identityOperations } from './identity.ts';
import { instanceOperations } from './instances.ts';
import { keySettlingOperations } from './key-settling.ts';
import { keyOperations } from './keys.ts';
import { planOperations } from './plans.ts';
import { rolloutOperations } from './rollouts.ts';
import { secretsOperations } from './secrets.ts';
import { settingOperations } from './settings.ts';
import { versionOperations } from './versions.ts';

/** Everything clusterd offers, over every transport. */
export const clusterdContract = defineContract({
  ...versionOperations,
  ...instanceOperations,
  ...identityOperations,
  ...keyOperations,
  ...keySettlingOperations,
  ...clusterOperations,
  ...settingOperations,
  ...planOperations,
  ...rolloutOperations,
  ...driftOperations,
  ...accessOperations,
  ...secretsOperations,
  ...backupsOperations,
});
export type ClusterdContract = typeof clusterdContract;

/** What the OpenAPI document calls this API. The version is that of the paths and shapes, not the product's. */
export const CLUSTERD_API = {
  title: 'clusterd',
  version: '1',
  description:
    'The daemon of Elektra Web: it remembers the elektrads of a fleet and forwards requests to them. Every address but those to sign in needs an access token (Authorization: Bearer) or the session cookie of the web interface.',
} as const;
