import type { Interference } from './interference.ts';
import type { FieldKey } from './field-key.ts';
import type { OpenFieldLog } from './field-log.ts';
import type { ProcessLife } from './process-life.ts';
import type { Storage } from './storage.ts';

/** What the handlers of a process stand on. */
export interface Machine {
  readonly storage: Storage;
  readonly life: ProcessLife;
  readonly log: OpenFieldLog;
  /** Milliseconds. */
  readonly now: () => number;
  readonly interference: Interference;
}

/** The `kdb` command line on the host of the double: it writes past elektrad. */
export interface KdbCommand {
  set(name: string, value: string, meta?: FieldKey['meta']): Promise<void>;
  remove(name: string): Promise<void>;
  /** Writes once more when the next write of a session has read, and before that write is stored. */
  setDuringNextWrite(name: string, value: string): void;
  /** Holds the lock of the file at the next write of a session, which is refused with C01100. */
  lockDuringNextWrite(): void;
}
