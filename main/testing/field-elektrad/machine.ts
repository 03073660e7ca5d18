import type { FieldKey } from './field-key.ts';
import type { OpenFieldLog } from './field-log.ts';
import type { ProcessLife } from './process-life.ts';
import type { Storage } from './storage.ts';

/** What the handlers of a process stand on, and what a test may do to it. */
export interface Machine {
  readonly storage: Storage;
  readonly life: ProcessLife;
  readonly log: OpenFieldLog;
  /** Milliseconds. */
  readonly now: () => number;
  /** Whether another program holds the lock of the storage file just now. */
  meetsOtherWriter(): boolean;
  /** Between the writing of a file and its taking place: here a test holds a write, or lets another program come in between. */
  beforeCommit(): Promise<void>;
}

/** The `kdb` command line on the host of the double: it writes past elektrad. */
export interface KdbCommand {
  set(name: string, value: string, meta?: FieldKey['meta']): Promise<void>;
  remove(name: string): Promise<void>;
  /** Writes once more when the next write of a session has read, and before that write is stored. */
  setDuringNextWrite(name: string, value: string): void;
}
