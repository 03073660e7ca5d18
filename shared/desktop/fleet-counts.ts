/** The fleet that the window shows, in figures, as far as it is known. */
export interface FleetCounts {
  readonly instances: number;
  readonly online: number;
  readonly offline: number;
  /** Keys that wait to be delivered, and on how many instances. */
  readonly pending: number;
  readonly pendingInstances: number;
  /** Instances that have keys which differ from what was delivered, and that refused some. */
  readonly drifted: number;
  readonly rejected: number;
}

export const NO_FLEET: FleetCounts = {
  ...{ instances: 0, online: 0, offline: 0 },
  ...{ pending: 0, pendingInstances: 0, drifted: 0, rejected: 0 },
};
