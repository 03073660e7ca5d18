import type { Cluster } from '#shared/model/cluster.ts';
import type { Instance } from '#shared/model/instance.ts';
import type { TreeRow } from '../../components/tree-grid-row.ts';
import { clusterSubject } from '../../stores/subject.ts';
import { countFleet, NOTHING_COUNTED, type FleetCounts } from './fleet-counts.ts';

/** A row's id is that of what it stands for: an instance's, a cluster's as a subject, or the one of all that are in no cluster. */
export type FleetRow = TreeRow &
  (
    | { readonly kind: 'cluster'; readonly cluster: Cluster; readonly counts: FleetCounts }
    | { readonly kind: 'instance'; readonly instance: Instance }
    | { readonly kind: 'rest'; readonly count: number }
  );

export type InstanceRow = Extract<FleetRow, { kind: 'instance' }>;

/** The row above the instances that are in no cluster. */
export const REST = 'rest';

interface Fleet {
  readonly clusters: readonly Cluster[];
  readonly instances: readonly Instance[];
}

/** The instances that contain every word of the filter in name, host, description or tags, without regard to case. */
export function filterFleet(instances: readonly Instance[], filter: string): readonly Instance[] {
  const matches = matcherOf(filter);
  return instances.filter(({ name, host, description, tags }) => matches([name, host, description, ...tags]));
}

/** What a filter leaves of a fleet: a cluster that matches with all in it, and the clusters above whatever matches. */
export function filterTree({ clusters, instances }: Fleet, filter: string): Fleet {
  if (filter.trim() === '') return { clusters, instances };
  const matches = matcherOf(filter);
  const byId = new Map<string, Cluster>(clusters.map((cluster) => [cluster.id, cluster]));
  const pathOf = (id: string | null): readonly Cluster[] => {
    const cluster = id === null ? undefined : byId.get(id);
    return cluster === undefined ? [] : [cluster, ...pathOf(cluster.parentId)];
  };
  const isWithin = (id: string | null) => pathOf(id).some(({ name, description }) => matches([name, description]));
  const found = new Set(filterFleet(instances, filter));
  const left = instances.filter((instance) => found.has(instance) || isWithin(instance.clusterId));
  const shown = new Set<Cluster>(left.flatMap(({ clusterId }) => pathOf(clusterId)));
  for (const cluster of clusters) if (isWithin(cluster.id)) pathOf(cluster.id).forEach((each) => shown.add(each));
  return { clusters: clusters.filter((cluster) => shown.has(cluster)), instances: left };
}

/** The visible rows: nested clusters, in each first the clusters below it and then its instances; at last the instances that are in none. */
export function fleetRows(fleet: Fleet, isOpen: (id: string) => boolean): readonly FleetRow[] {
  const { clusters, instances } = fleet;
  if (clusters.length === 0) return instanceRows(instances);
  const counts = countFleet(clusters, instances);
  const known = new Set<string>(clusters.map(({ id }) => id));
  const children = groupBy(clusters, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null));
  const members = groupBy(instances, ({ clusterId }) =>
    clusterId !== null && known.has(clusterId) ? clusterId : null,
  );
  const rest = members.get(null) ?? [];
  const tops = (children.get(null)?.length ?? 0) + (rest.length > 0 ? 1 : 0);

  function below(parent: string | null, level: number, setSize: number): readonly FleetRow[] {
    return (children.get(parent) ?? []).flatMap((cluster, index): readonly FleetRow[] => {
      const id = clusterSubject(cluster.id);
      const inside = children.get(cluster.id) ?? [];
      const own = members.get(cluster.id) ?? [];
      const size = inside.length + own.length;
      const expanded = size > 0 && isOpen(id);
      const place = { id, label: cluster.name, level, setSize, posInSet: index + 1, hasChildren: size > 0, expanded };
      const row = { ...place, kind: 'cluster', cluster, counts: counts.get(cluster.id) ?? NOTHING_COUNTED } as const;
      if (!expanded) return [row];
      return [row, ...below(cluster.id, level + 1, size), ...instanceRows(own, level + 1, inside.length, size)];
    });
  }

  return [...below(null, 1, tops), ...(rest.length > 0 ? restRows(rest, tops, isOpen(REST)) : [])];
}

function restRows(rest: readonly Instance[], tops: number, expanded: boolean): readonly FleetRow[] {
  const place = { id: REST, label: '', level: 1, setSize: tops, posInSet: tops, hasChildren: true, expanded };
  const head = { ...place, group: true, kind: 'rest', count: rest.length } as const;
  return [head, ...(expanded ? instanceRows(rest, 2, 0, rest.length) : [])];
}

/** Rows of instances that are siblings, `before` of them other rows that come first. */
export function instanceRows(
  instances: readonly Instance[],
  level = 1,
  before = 0,
  setSize = instances.length,
): readonly InstanceRow[] {
  return instances.map((instance, index): InstanceRow => ({
    id: instance.id,
    label: instance.name,
    level,
    hasChildren: false,
    setSize,
    posInSet: before + index + 1,
    kind: 'instance',
    instance,
  }));
}

function matcherOf(filter: string): (texts: readonly string[]) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (texts) => {
    const text = texts.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): ReadonlyMap<string | null, readonly T[]> {
  const groups = new Map<string | null, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
