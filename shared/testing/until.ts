import { vi } from 'vitest';

/** How long a test waits for something, in milliseconds. It is for what never happens, not for what is slow. */
const PATIENCE_MS = 120_000;

/**
 * What `check` gives once it no longer throws; asked again each `interval` milliseconds. vitest's own limit of one
 * second says something about the machine, not about the product; this one ends only what would hang.
 */
export const until = <Result>(check: () => Result | Promise<Result>, interval = 20): Promise<Result> =>
  vi.waitFor(check, { timeout: PATIENCE_MS, interval });
