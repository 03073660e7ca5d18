import type { Cluster, ClusterId } from '#shared/model/cluster.ts';
import type { Instance, InstanceId } from '#shared/model/instance.ts';

const CLUSTER = 'cluster:';

/** A cluster as the owner of keys. No id of an instance contains a colon. */
export type ClusterSubjectId = `${typeof CLUSTER}${ClusterId}`;

/** Whose keys are listed, shown and edited: those of an instance, or the settings of a cluster. One text names either among all. */
export type SubjectId = InstanceId | ClusterSubjectId;

/** What is open in the middle of the window. */
export interface Subject {
  readonly id: SubjectId;
  readonly name: string;
  /** The cluster itself, or the one that the instance is in. */
  readonly clusterId: ClusterId | null;
}

export function clusterSubject(id: ClusterId): ClusterSubjectId {
  return `${CLUSTER}${id}`;
}

export function subjectOfCluster({ id, name }: Cluster): Subject {
  return { id: clusterSubject(id), name, clusterId: id };
}

export function subjectOfInstance({ id, name, clusterId }: Instance): Subject {
  return { id, name, clusterId: clusterId as ClusterId | null };
}

export function isClusterSubject(subject: SubjectId): subject is ClusterSubjectId {
  return subject.startsWith(CLUSTER);
}

export function clusterOf(subject: ClusterSubjectId): ClusterId;
/** Null for an instance. */
export function clusterOf(subject: SubjectId): ClusterId | null;
export function clusterOf(subject: SubjectId): ClusterId | null {
  return isClusterSubject(subject) ? (subject.slice(CLUSTER.length) as ClusterId) : null;
}
