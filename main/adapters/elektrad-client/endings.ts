import { createAbortListeners, type WhenAborted } from './abort-listeners.ts';
import { createDeadlines, type Deadlines } from './deadlines.ts';

/** What ends a request before its answer is whole. One for all hosts: thousands of them would each have timers of their own. */
export interface Endings {
  readonly afterLimit: Deadlines;
  readonly whenAborted: WhenAborted;
}

export function createEndings(): Endings {
  return { afterLimit: createDeadlines(), whenAborted: createAbortListeners() };
}
