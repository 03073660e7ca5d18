import type { Fleet } from '../instances/fleet.ts';
import type { Ports } from '../ports.ts';
import type { Delivering } from '../reconcile/delivering.ts';
import type { Registry } from '../registry/registry.ts';

/** What plans are made from and applied with. */
export interface PlanParts {
  readonly registry: Pick<Registry, 'changes' | 'clusters'>;
  readonly fleet: Pick<Fleet, 'reach' | 'instance'>;
  readonly delivering: Pick<Delivering, 'delivered' | 'record'>;
  readonly ports: Pick<Ports, 'clock' | 'digest'>;
}
