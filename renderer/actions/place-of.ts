import { clusterOf, isClusterSubject, type SubjectId } from '../stores/subject.ts';

/** The address of the keys of an instance or a cluster, with the one that is shown. */
export function placeOf(id: SubjectId, key: string | null = null) {
  const query = key === null ? {} : { key };
  if (isClusterSubject(id)) return { name: 'cluster', params: { clusterId: clusterOf(id) }, query };
  return { name: 'instance', params: { id }, query };
}
