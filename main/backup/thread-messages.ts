import type { Read, ReadTask, Written, WriteTask } from './backup-work.ts';

/** To the thread: the answer to `secret`. */
export interface SecretAnswer {
  readonly id: number;
  readonly secret: string | null;
  /** Why the store did not give it; null: it did. */
  readonly failure: string | null;
}

/** From the thread. */
export type FromThread =
  | { readonly kind: 'secret'; readonly id: number; readonly name: string }
  | { readonly kind: 'report'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: Written | Read }
  /** A sentence for a person, with the system's code where a file could not be written; or a bug with its stack. */
  | { readonly kind: 'refused'; readonly message: string; readonly code: string | null }
  | { readonly kind: 'failed'; readonly stack: string };

export type Task = WriteTask | ReadTask;
