import type { Delivered } from '#shared/clusterd/rollouts.ts';
import type { InstanceDelivery } from '#shared/model/instance.ts';
import type { ClusterChange } from '../registry/change-records.ts';
import type { DeliveryRecord } from '../registry/cluster-records.ts';

/** What the rest of clusterd asks of the reconciler. */
export interface Delivering {
  /** Waits until each instance concerned has an outcome, at most so many seconds. `change` null: there was nothing to change. */
  delivered(change: ClusterChange | null, wait: number, signal: AbortSignal): Promise<Delivered>;
  /** How far an instance is, for people. */
  summary(instanceId: string): InstanceDelivery;
  /** How far an instance is; one that never got anything is at 0. */
  record(instanceId: string): DeliveryRecord;
  /** Reads and compares all managed keys of these instances soon, and writes what differs, rejected ones included. */
  compare(instanceIds: readonly string[], reason: 'host' | 'reinstalled' | 'asked'): Promise<void>;
}
