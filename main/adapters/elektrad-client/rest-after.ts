import { setImmediate } from 'node:timers/promises';

/** Reading, ordering and handing out that many names takes some 10 ms each. */
const MANY = 20_000;

/** After work on a long answer everybody else has a turn before the next work on it: what takes a hundredth of a second stays at that. */
export async function restAfter(names: readonly string[]): Promise<void> {
  if (names.length >= MANY) await setImmediate();
}
