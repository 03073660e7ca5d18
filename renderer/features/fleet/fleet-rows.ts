import type { Instance } from '#shared/model/instance.ts';
import type { TreeRow } from '../../components/tree-grid-row.ts';

export interface FleetRow extends TreeRow {
  readonly instance: Instance;
}

/** The instances that contain every word of the filter in name, host, description or tags, without regard to case. */
export function filterFleet(instances: readonly Instance[], filter: string): readonly Instance[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return instances;
  return instances.filter((instance) => {
    const text = [instance.name, instance.host, instance.description, ...instance.tags].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function fleetRows(instances: readonly Instance[]): readonly FleetRow[] {
  return instances.map((instance, index) => ({
    id: instance.id,
    label: instance.name,
    level: 1,
    hasChildren: false,
    setSize: instances.length,
    posInSet: index + 1,
    instance,
  }));
}

/** How many there are of each state. */
export function countStates(instances: readonly Instance[]): Readonly<Record<Instance['seen']['state'], number>> {
  const counts = { online: 0, offline: 0, unknown: 0 };
  for (const { seen } of instances) counts[seen.state] += 1;
  return counts;
}
