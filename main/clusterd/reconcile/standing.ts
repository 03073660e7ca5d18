import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';

/** Where an instance was when a delivery to it began, and up to which change that delivery goes. */
export interface Standing {
  readonly upTo: number;
  readonly clusterId: string | null;
  readonly placedNumber: number;
  readonly canonicalHost: string;
}

/** Thrown inside a delivery when what it does is not wanted any more: the instance is elsewhere, or its cluster is paused. Nothing is confirmed. */
export class Outdated extends Error {
  constructor() {
    super('The delivery is no longer wanted.');
    this.name = 'Outdated';
  }
}

export function standingOf({ clusterId, placedNumber, canonicalHost }: InstanceRecord, upTo: number): Standing {
  return { upTo, clusterId, placedNumber, canonicalHost };
}

/** Whether the instance is still there, in the same cluster and at the same host. */
export function stillStands(
  { instances }: Pick<Registry, 'instances'>,
  id: string,
  { clusterId, placedNumber, canonicalHost }: Standing,
): boolean {
  const now = instances.get(id);
  return (
    now !== undefined &&
    now.clusterId === clusterId &&
    now.placedNumber === placedNumber &&
    now.canonicalHost === canonicalHost
  );
}
