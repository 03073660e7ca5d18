/**
 * Something of the fleet that a person may want to know of who does not look at the window. It names instances, and never a key, a value or a secret.
 * `address`: a path of the interface.
 */
export type Notice =
  | {
      readonly kind: 'offline' | 'drifted';
      readonly names: readonly string[];
      readonly count: number;
      readonly address: string;
    }
  | {
      readonly kind: 'rollout';
      /** `complete`: applied everywhere. */
      readonly outcome: 'complete' | 'rejected' | 'pending';
      /** Instances: that have it, and that refused it or wait for it. */
      readonly applied: number;
      readonly open: number;
      readonly address: string;
    };
