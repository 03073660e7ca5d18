import type { ErrorBody } from '#shared/errors/elektra-error.ts';
import type { KeyReading } from '../ports.ts';
import type { DeliveryRecord } from '../registry/cluster-records.ts';
import type { DueKey } from '../settings/effective.ts';
import type { Standing } from './standing.ts';

/** What became of one key. */
export type KeyResult =
  | {
      readonly due: DueKey;
      readonly outcome: 'delivered';
      readonly now: KeyReading;
      readonly isWritten: boolean;
      /** What Elektra made of its metadata is not read back yet. */
      readonly isUnsure?: boolean;
    }
  | {
      readonly due: DueKey;
      readonly outcome: 'rejected';
      readonly error: Pick<ErrorBody, 'code' | 'message' | 'data'>;
    };

/** A delivery that has begun. */
export interface Progress {
  readonly standing: Standing;
  /** All that the clusters set was due, not only what is new. */
  readonly isCompare: boolean;
  /** Why it was, if someone asked for it. */
  readonly asked: DeliveryRecord['compare'];
  /** In the order in which it is sent. */
  readonly due: readonly DueKey[];
  /** By key; grows. */
  readonly results: Map<string, KeyResult>;
}
