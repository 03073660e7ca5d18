import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { ClusterId } from '#shared/model/cluster.ts';

/** Edits of a cluster that a person wants. Nothing of them is done before its plan was seen and applied. */
export interface Proposal {
  readonly clusterId: ClusterId;
  readonly edits: readonly ClusterEdit[];
  /** Begin with taking over what stands against them: instances come from other clusters. */
  readonly force?: boolean;
}
